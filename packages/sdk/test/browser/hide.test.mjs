// A tab that comes to the front and goes behind another, in a real Chromium.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { startCollector } from "./collector.mjs";

let browser, collector, tab, other;

before(async () => {
  collector = await startCollector();
  browser = await startChromium();
  other = await browser.openTab();
  tab = await browser.openTab(`${collector.origin}/shop`);
});
after(async () => {
  await browser?.close();
  await collector?.close();
});

const named =
  (name, least = 0) =>
  (event) =>
    event.name === name && (event.value ?? 0) >= least;

test("another tab in front: what is buffered is sent, with the vitals so far", async () => {
  await collector.wait("the page view", named("page_view"));
  await tab.painted(); // what is pressed before the first paint ends LCP without one
  await tab.click("#slow");
  await tab.painted();
  await tab.evaluate(() => window.paceline.custom("buffered"));
  await browser.show(other);
  await collector.wait("what was buffered", named("buffered"));
  await collector.wait("LCP", named("LCP"));
  await collector.wait("CLS", named("CLS"));
  const inp = (await collector.wait("INP", named("INP"))).at(-1);
  assert.ok(inp.value >= 120 && inp.value < 250, `INP of the only interaction so far: ${inp.value}`);
});

test("back in front it is the same view, and its vitals are reported again", async () => {
  const [{ viewId }] = collector.events();
  await browser.show(tab);
  await tab.evaluate(
    () => document.hidden && new Promise((seen) => document.addEventListener("visibilitychange", seen)),
  );
  await tab.click("#slower");
  await tab.painted();
  await browser.show(other);
  const inp = (await collector.wait("a larger INP", named("INP", 250))).at(-1);
  assert.equal(inp.viewId, viewId);
  assert.equal(collector.events().filter(named("page_view")).length, 1);
  const smaller = collector.events().find(named("INP"));
  assert.ok(inp.ts > smaller.ts, "the later report wins on the server");
});

test("closed while it is hidden: pagehide is the only chance, and it is taken", async () => {
  assert.equal(await tab.evaluate(() => document.visibilityState), "hidden");
  await tab.evaluate(() => window.paceline.custom("in the background"));
  await tab.close();
  await collector.wait("what was buffered in the background", named("in the background"));
});

test("everything of the view arrived once, in order", () => {
  const ids = collector.events().map(({ id }) => Number(id.split(".")[1]));
  assert.deepEqual(
    ids.toSorted((a, b) => a - b),
    ids.map((_, i) => i + 1),
  );
});
