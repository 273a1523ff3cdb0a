// Builds dist/: the scripts for script tags, the modules and their types. Prints what a visitor pays for each, with the
// hash that a tag may pin it by, and fails when one is over its budget.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { parse } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";

const KB = 1024;
const CORE = 5 * KB;
const WHOLE = 10 * KB;
const HELPER = KB / 2;

/** What is built of which source, as a script or a module, and how many bytes it may have when it is gzipped. */
const bundles = [
  { name: "paceline.js", source: "script.ts", format: "iife", budget: WHOLE },
  { name: "paceline-core.js", source: "core-script.ts", format: "iife", budget: CORE },
  { name: "index.js", source: "index.ts", format: "esm", budget: WHOLE },
  { name: "core.js", source: "core.ts", format: "esm", budget: CORE },
  { name: "react.js", source: "react.ts", format: "esm", budget: HELPER },
  { name: "next.js", source: "next.ts", format: "esm", budget: HELPER },
  { name: "vue.js", source: "vue.ts", format: "esm", budget: HELPER },
  { name: "svelte.js", source: "svelte.ts", format: "esm", budget: HELPER },
];

const here = new URL("./", import.meta.url);
const path = (relative) => fileURLToPath(new URL(relative, here));
const { version } = JSON.parse(await readFile(path("package.json"), "utf8"));

await rm(path("dist"), { recursive: true, force: true });

// Class fields are the newest syntax in it: Chrome 72, Firefox 69, Safari 14.1.
async function bundle({ name, source, format }) {
  const { outputFiles } = await build({
    entryPoints: [path(`src/${source}`)],
    bundle: true,
    external: ["react"],
    write: false,
    format,
    target: "es2022",
    minify: true,
    legalComments: "none",
    define: { PACELINE_VERSION: JSON.stringify(version) },
  });
  // esbuild leaves functions of other modules where they are; terser puts them into their only place, which is 5 % here.
  // Declared first and inlined only where they are simple, they repeat themselves more, and gzip takes 16 bytes less.
  const { code } = await minify(outputFiles[0].text, {
    ecma: 2020,
    module: true,
    compress: { passes: 3, unsafe_arrows: true, pure_getters: true, keep_fargs: false, hoist_funs: true, inline: 1 },
  });
  await writeFile(path(`dist/${name}`), code);
}

await mkdir(path("dist"));
await Promise.all(bundles.map(bundle));

const tsc = createRequire(import.meta.url)
  .resolve("typescript/package.json")
  .replace(/package\.json$/, "bin/tsc");
const types = spawnSync(process.execPath, [tsc, "--project", path("tsconfig.types.json")], { stdio: "inherit" });
if (types.status !== 0) process.exit(types.status ?? 1);
// The public types stand on their own: what is inside, wire types included, stays inside.
for (const name of [
  "options",
  ...bundles.filter(({ format }) => format === "esm").map(({ source }) => parse(source).name),
]) {
  await copyFile(path(`dist/.types/packages/sdk/src/${name}.d.ts`), path(`dist/${name}.d.ts`));
}
await rm(path("dist/.types"), { recursive: true });

let overBudget = false;
console.log(`${"".padEnd(18)}   raw   gzip  brotli  budget (gzip)`);
for (const { name, budget } of bundles) {
  const code = await readFile(path(`dist/${name}`));
  const gzip = gzipSync(code, { level: 9 }).length;
  const sizes = [code.length, gzip, brotliCompressSync(code).length, budget];
  const [raw, ...packed] = sizes.map((size) => String(size).padStart(6));
  console.log(
    `${name.padEnd(18)}${raw} ${packed.join("  ")}   sha384-${createHash("sha384").update(code).digest("base64")}`,
  );
  if (gzip > budget) {
    console.error(`${name} is ${gzip - budget} B over its budget`);
    overBudget = true;
  }
}
if (overBudget) process.exit(1);
