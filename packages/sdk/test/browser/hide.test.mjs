// A tab that comes to the front and goes behind another, in a real Chromium.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { closeOne } from "./closing.mjs";
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
  const inp = (await collector.wait("INP of the only interaction so far", named("INP", 120))).at(-1);
  assert.equal(inp.attribution.interactionTarget, "#slow");
});

test("back in front it is the same view, and its vitals are reported again", async () => {
  const [{ viewId }] = collector.events();
  await browser.show(tab);
  await tab.evaluate(
    () => document.hidden && new Promise((seen) => document.addEventListener("visibilitychange", seen)),
  );
  const smaller = collector.events().findLast(named("INP"));
  await tab.evaluate(`slower.onclick = () => busy(${smaller.value} + 100)`); // a stall may have drawn out the first
  await tab.click("#slower");
  await tab.painted();
  await browser.show(other);
  const inp = (await collector.wait("a larger INP", named("INP", smaller.value + 1))).at(-1);
  assert.equal(inp.viewId, viewId);
  assert.equal(inp.attribution.interactionTarget, "#slower");
  assert.equal(collector.events().filter(named("page_view")).length, 1);
  assert.ok(inp.ts > smaller.ts, "the later report wins on the server");
});

test("closed while it is hidden: pagehide is the only chance, and it is taken", async () => {
  await closeOne(collector, async (n) => {
    if (n > 0) tab = await openBehind(`/shop/${n}`);
    assert.equal(await tab.evaluate(() => document.visibilityState), "hidden");
    await tab.evaluate(() => window.paceline.custom("in the background"));
    return { tab, path: n > 0 ? `/shop/${n}` : "/shop" };
  });
  await collector.wait("what was buffered in the background", named("in the background"));
});

/** Another tab with a page whose view has begun, behind the one in front. */
async function openBehind(path) {
  const tab = await browser.openTab(collector.origin + path);
  await collector.wait("its page view", ({ page, type }) => page === collector.origin + path && type === "page_view");
  await browser.show(other);
  await tab.evaluate(
    () => document.hidden || new Promise((seen) => document.addEventListener("visibilitychange", seen)),
  );
  return tab;
}

test("everything of a view arrived once, in order", () => {
  for (const view of new Set(collector.events().map(({ viewId }) => viewId))) {
    const ofView = collector.events().filter(({ viewId }) => viewId === view);
    const ids = ofView.map(({ id }) => Number(id.split(".")[1]));
    assert.deepEqual(
      ids.toSorted((a, b) => a - b),
      ids.map((_, i) => i + 1),
    );
  }
});
