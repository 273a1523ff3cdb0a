// Faults that the browser suite must find: each is planted into a copy of this package, which is then built and tested.

import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const home = fileURLToPath(new URL("..", import.meta.url));

export const mutations = [
  {
    breaks: "no flush at pagehide",
    file: "src/hide.ts",
    old: 'const stopPagehide = listen(window, "pagehide", callback);',
    new: "const stopPagehide = () => {};",
    test: "hide",
  },
  {
    breaks: "no flush at visibilitychange",
    file: "src/hide.ts",
    old: 'if (document.visibilityState === "hidden") callback();',
    new: "",
    test: "visit",
  },
  {
    breaks: "a restored page is no view of its own",
    file: "src/views.ts",
    old: "if (!event.persisted) return;",
    new: "if (event.timeStamp >= 0) return;",
    test: "visit",
  },
  {
    breaks: "a prerendered page is measured before it is shown",
    file: "src/prerender.ts",
    old: "if (document.prerendering)",
    new: "if (document.prerendering === undefined)",
    test: "prerender",
  },
  {
    breaks: "429 is final",
    file: "src/transport.ts",
    old: "status === 429 || ",
    new: "",
    test: "network",
  },
  {
    breaks: "Retry-After is not heard",
    file: "src/transport.ts",
    old: 'after: retryAfter(headers.get("retry-after"))',
    new: 'after: retryAfter(headers.get("retry-before"))',
    test: "network",
  },
  {
    breaks: "a network error is thrown",
    file: "src/transport.ts",
    old: "return { status: 0, after: 0 };",
    new: "throw 0;",
    test: "network",
  },
  {
    breaks: "nothing is compressed",
    file: "src/transport.ts",
    old: "if (plain || size < WORTH_PACKING)",
    new: "if (plain || size < WORTH_PACKING * Infinity)",
    test: "gzip",
  },
];

/** The text of the file with the fault in it. Fails when the fault has lost its place. */
export async function planted({ file, old, new: text }, folder = home) {
  const source = await readFile(join(folder, file), "utf8");
  if (source.split(old).length !== 2) throw new Error(`${file} has not exactly one: ${old}`);
  return source.replace(old, () => text);
}

const isOurs = (path) => !["node_modules", "dist"].includes(basename(path));

/** A copy of this package with what it needs around it: the schema, and the installed modules. */
async function copyPackage() {
  const root = join(home, "../..");
  const around = await mkdtemp(join(root, ".mutant-"));
  const copy = join(around, "packages/sdk");
  await cp(home, copy, { recursive: true, filter: isOurs });
  await cp(join(root, "schema"), join(around, "schema"), { recursive: true });
  await symlink(join(root, "node_modules"), join(around, "node_modules"));
  return { around, copy };
}

/** Whether the suite finds the fault. */
export async function isFound(mutation) {
  const { around, copy } = await copyPackage();
  try {
    await writeFile(join(copy, mutation.file), await planted(mutation, copy));
    const run = (...args) => spawnSync(process.execPath, args, { cwd: copy, encoding: "utf8" });
    const built = run("build.mjs");
    if (built.status !== 0) throw new Error(`${mutation.breaks}: does not build\n${built.stdout}${built.stderr}`);
    return run("--test", `test/browser/${mutation.test}.test.mjs`).status !== 0;
  } finally {
    await rm(around, { recursive: true, force: true });
  }
}
