// The self-check page, gone through as a visitor does.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { startCollector } from "./collector.mjs";

const built = new URL("../../dist/check/", import.meta.url);
const types = { html: "text/html", css: "text/css", js: "text/javascript" };

/** The page as the server has it: internal/ingest/selfcheck.go. */
async function checkPage(pathname, query, response) {
  const file = /^\/sdk-check\/([\w.]+)$/.exec(pathname)?.[1] ?? "index.html";
  const type = types[file.split(".").at(-1)];
  response.writeHead(200, { "content-type": type }).end(await readFile(new URL(file, built)));
}

let browser, collector, tab;

before(async () => {
  collector = await startCollector(checkPage);
  browser = await startChromium();
  tab = await browser.openTab(`${collector.origin}/sdk-check`);
});
after(async () => {
  await browser?.close();
  await collector?.close();
});

const enabled = (id) =>
  tab.evaluate(`new Promise((resolve) => {
  const look = () => (document.getElementById("${id}").disabled ? setTimeout(look, 20) : resolve());
  look();
})`);

async function take(step) {
  await enabled(step);
  await tab.painted();
  await tab.click(`#${step}`);
}

test("three taps, and every scenario is equal in Chromium", async () => {
  await take("tap");
  await take("route");
  await enabled("leave");
  await tab.painted();
  await tab.click("#leave");
  const outcomes = await result();
  const scenarios = outcomes.map(({ scenario, sign }) => `${scenario}: ${sign}`);
  assert.deepEqual(scenarios, [
    "Server's answer (TTFB): ✓ equal",
    "First paint (FCP): ✓ equal",
    "Largest paint (LCP): ✓ equal",
    "Interaction (INP): ✓ equal",
    "First input (FID): ✓ equal",
    "Layout shift (CLS): ✓ equal",
    "Uncaught error: ✓ equal",
    "Soft navigation: ✓ equal",
    "Back-forward cache: ✓ equal",
  ]);
});

/** The result as it is shown, once the page has come back. */
async function result() {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = await tab
      .evaluate(() =>
        document.getElementById("result")?.hidden === false
          ? [...document.querySelectorAll("#outcomes li")].map((item) => ({
              scenario: item.querySelector("strong").textContent,
              sign: item.querySelector(".sign").textContent,
            }))
          : undefined,
      )
      .catch(() => undefined); // between two pages there is none to ask
    if (found) return found;
    if (Date.now() > deadline) throw new Error("no result was shown");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("the report says what was seen, and can be copied", async () => {
  const text = await tab.evaluate(() => document.getElementById("text").value);
  assert.match(text, /^Paceline SDK self-check, paceline\/\d/);
  const [, inp] = /Interaction \(INP\): ok \| web-vitals: (\d+) ms \| SDK: \1 ms/.exec(text) ?? [];
  assert.ok(Number(inp) >= 120, text);
  assert.match(text, /Uncaught error: ok \| web-vitals: TypeError: thrown by the self-check/);
  await tab.click("#copy");
  await tab.painted();
  assert.match(await tab.evaluate(() => document.getElementById("copied").textContent), /^(Copied|Selected)/);
});

test("nothing of it was sent", () => {
  assert.deepEqual(collector.beacons, []);
  assert.ok(!collector.pages.some((page) => page.includes("/v1/")));
});
