// A page that a script puts in the place of another, as the browser itself tells it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { startCollector } from "./collector.mjs";

let browser, collector, tab;

before(async () => {
  collector = await startCollector();
  browser = await startChromium();
  tab = await browser.openTab(`${collector.origin}/shop`);
});
after(async () => {
  await browser?.close();
  await collector?.close();
});

const named =
  (path, name, least = 0) =>
  (event) =>
    event.page === collector.origin + path && event.name === name && (event.value ?? 0) >= least;
const target = ({ attribution }) => attribution.interactionTarget;

test("a soft navigation is a view of its own, and each vital is billed to the page that it happened on", async () => {
  await tab.painted();
  await tab.click("#slower"); // 250 ms, before it
  await collector.wait("INP of the first page", named("/shop", "INP"));
  await tab.click("#route");
  const [view] = await collector.wait("the soft navigation's view", named("/routed", "page_view"));
  assert.equal(view.navigationType, "soft-navigation");
  const [first] = await collector.wait("the document's view", named("/shop", "page_view"));
  assert.notEqual(view.viewId, first.viewId);
  assert.equal(view.sessionId, first.sessionId);
  assert.ok(view.viewStart > first.viewStart);

  await tab.click("#slow"); // 120 ms, after it
  await tab.painted();
  await tab.goto("about:blank");
  await collector.wait("CLS of the soft navigation", named("/routed", "CLS"));
  await collector.wait("LCP of the soft navigation", named("/routed", "LCP"));
  const before = (await collector.wait("INP before", named("/shop", "INP", 248))).at(-1);
  const after = (await collector.wait("INP after", named("/routed", "INP", 112))).at(-1);
  // The click that routes belongs to either: the browser may tell of it before or after it tells of the new page.
  const targets = (path) => collector.events().filter(named(path, "INP")).map(target);
  for (const target of targets("/shop")) assert.ok(["#slower", "#route"].includes(target), `${target} on /shop`);
  for (const target of targets("/routed")) assert.ok(["#slow", "#route"].includes(target), `${target} on /routed`);
  assert.deepEqual([before.viewId, after.viewId], [first.viewId, view.viewId]);
});
