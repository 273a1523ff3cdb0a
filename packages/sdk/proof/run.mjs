// Measures what docs/sdk-proof.md states and writes it. Results are kept, so a part can be measured anew by itself:
//   node packages/sdk/proof/run.mjs [delivery] [firefox] [equality] [weight] [packing] [mutations]

import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { startChromium } from "../test/browser/chromium.mjs";
import { delivery, deliveryInFirefox } from "./delivery.mjs";
import { document } from "./document.mjs";
import { equality } from "./equality.mjs";
import { isFound, mutations } from "./mutations.mjs";
import { packing } from "./packing.mjs";
import { weight } from "./weight.mjs";

const root = new URL("../../../", import.meta.url);
const kept = fileURLToPath(new URL(".soak/sdk-proof.json", root));
const page = fileURLToPath(new URL("docs/sdk-proof.md", root));

const VIEWS = 200;
const PAGES = 24;
const RUNS = 20;

async function planted() {
  const rows = [];
  for (const mutation of mutations) rows.push({ ...mutation, found: await isFound(mutation) });
  return rows;
}

const parts = {
  delivery: () => delivery(VIEWS),
  firefox: () => deliveryInFirefox(VIEWS / 2),
  equality: () => equality(PAGES),
  weight: () => weight(RUNS),
  packing,
  mutations: planted,
};

async function browserVersion() {
  const browser = await startChromium();
  await browser.close();
  return browser.product;
}

async function readKept() {
  try {
    return JSON.parse(await readFile(kept, "utf8"));
  } catch {
    return {};
  }
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(", ")}; there are ${Object.keys(parts).join(", ")}`);
  process.exit(2);
}

const state = await readKept();
const browser = await browserVersion();
for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
  console.log(`measuring: ${name}`);
  state[name] = {
    day: new Date().toISOString().slice(0, 10),
    browser,
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
    cores: cpus().length,
    result: await parts[name](),
  };
  await mkdir(dirname(kept), { recursive: true });
  await writeFile(kept, JSON.stringify(state, null, 1));
}
await writeFile(page, document(state));
console.log(`written: docs/sdk-proof.md`);
