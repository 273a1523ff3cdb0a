// Builds dist/check/: the self-check page that the server shows at /sdk-check.

import { copyFile, mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const source = (name) => fileURLToPath(new URL(name, import.meta.url));
const target = (name) => fileURLToPath(new URL(`../dist/check/${name}`, import.meta.url));

await mkdir(target(""), { recursive: true });
for (const name of ["check", "away"]) {
  await build({
    entryPoints: [source(`${name}.ts`)],
    outfile: target(`${name}.js`),
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    legalComments: "none",
  });
}
for (const name of ["index.html", "away.html", "check.css"]) await copyFile(source(name), target(name));
