// One visit in a real Chromium, judged by the beacons that a collector received.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { closeOne } from "./closing.mjs";
import { startCollector } from "./collector.mjs";
import { firstInputDelay } from "./tab.mjs";

let browser, collector, tab, noise;

before(async () => {
  collector = await startCollector();
  browser = await startChromium();
  tab = await browser.openTab();
  noise = await tab.noise();
});
after(async () => {
  await browser?.close();
  await collector?.close();
});

const on = (path) => (event) => event.page === collector.origin + path;
const vital = (path, name, viewId) => (event) =>
  on(path)(event) && event.name === name && (!viewId || event.viewId === viewId);

test("load: the page view comes at once, and the vitals of the load", async () => {
  await tab.goto(`${collector.origin}/one?secret=1#part`);
  const [view] = await collector.wait("the page view", (event) => event.type === "page_view");
  assert.equal(view.page, `${collector.origin}/one`);
  assert.equal(view.navigationType, "navigate");
  assert.match(view.viewId, /^[\w-]{16}$/);
  assert.equal(view.viewStart, Math.round(await tab.evaluate(() => performance.timeOrigin)));
  assert.equal(collector.events()[0], view);

  const [ttfb] = await collector.wait("TTFB", vital("/one", "TTFB"));
  const [fcp] = await collector.wait("FCP", vital("/one", "FCP"));
  const truth = await tab.evaluate(() => ({
    ttfb: performance.getEntriesByType("navigation")[0].responseStart,
    fcp: performance.getEntriesByName("first-contentful-paint")[0].startTime,
  }));
  assert.equal(ttfb.value, Math.round(truth.ttfb * 10) / 10);
  assert.equal(fcp.value, Math.round(truth.fcp * 10) / 10);

  const { url, type, method, mobile, beacon } = collector.beacons[0];
  assert.deepEqual([method, url, type], ["POST", "/v1/ingest?key=pl_test", "text/plain;charset=UTF-8"]);
  assert.equal(beacon.projectKey, "shop");
  assert.equal(beacon.context.release, "42");
  assert.equal(mobile, "?0", "what device it is the browser tells in its client hints");
  assert.ok(beacon.context.timezone && beacon.context.language && beacon.context.viewport.length === 2);
});

test("click: first input delay comes by itself, and the error", async () => {
  await tab.click("#slow");
  const [lcp] = await collector.wait("LCP, final at the first click", vital("/one", "LCP"));
  const [fid] = await collector.wait("FID", vital("/one", "FID"));
  assert.ok(lcp.value > 0);
  assert.equal(fid.value, Math.round((await tab.evaluate(firstInputDelay)) * 10) / 10, "the delay, not the handler's");

  await tab.click("#fail");
  const [error] = await collector.wait("the error", (event) => event.type === "error");
  assert.equal(error.name, "TypeError");
  assert.equal(error.data.message, "no such product");
  assert.equal(error.data.kind, "error");
  assert.ok(error.data.line > 0 && error.data.stack.includes("/one"));
  assert.ok(!error.data.stack.includes("secret"));
});

test("navigate away: INP and CLS come, of the page that was left", async () => {
  await tab.click("#shift");
  await tab.evaluate(
    () =>
      document.title === "shifted" ||
      new Promise((done) => new MutationObserver(done).observe(document.querySelector("title"), { childList: true })),
  );
  await tab.painted(); // only then the shift counts
  await tab.goto(`${collector.origin}/two`);

  const inp = (await collector.wait("INP", vital("/one", "INP"))).at(-1);
  const cls = (await collector.wait("CLS", vital("/one", "CLS"))).at(-1);
  assert.ok(inp.value >= 120, `INP of a handler of 120 ms: ${inp.value}`);
  assert.ok(cls.value > 0, "a layout shift was seen");

  const views = await collector.wait("the second page view", (event) => event.type === "page_view", 2);
  assert.equal(views[1].sessionId, views[0].sessionId);
  assert.notEqual(views[1].viewId, views[0].viewId);
});

test("back: a restore from the back-forward cache is a view of its own, with vitals of its own", async () => {
  await collector.wait("TTFB of the second page", vital("/two", "TTFB"));
  await tab.evaluate(() => history.back());
  const [, , restored] = await collector.wait("the third page view", (event) => event.type === "page_view", 3);
  assert.equal(restored.navigationType, "back-forward-cache");
  assert.equal(restored.page, `${collector.origin}/one`);
  const [lcp] = await collector.wait("LCP of the restored view", vital("/one", "LCP", restored.viewId));
  assert.equal(lcp.navigationType, "back-forward-cache");
});

test("close: what is buffered when the tab goes is sent, and the CLS that is final only then", async () => {
  const { viewId } = await closeOne(collector, async (n) => {
    if (n > 0) await openRestored();
    const { viewId } = collector.events().findLast(isRestored);
    await tab.evaluate(() => window.paceline.custom("goodbye"));
    return { tab, path: "/one", viewId };
  });
  await collector.wait("the last event", (event) => event.name === "goodbye" && event.viewId === viewId);
  await collector.wait("CLS of the restored view", vital("/one", "CLS", viewId));
});

const isRestored = ({ type, navigationType }) => type === "page_view" && navigationType === "back-forward-cache";

/** Another tab, with a page that is back from the back-forward cache. */
async function openRestored() {
  const restored = collector.events().filter(isRestored).length;
  tab = await browser.openTab(`${collector.origin}/one`);
  await tab.painted();
  await tab.goto(`${collector.origin}/two`);
  await tab.painted();
  await tab.evaluate(() => history.back());
  await collector.wait("the restored page's view", isRestored, restored + 1);
}

test("every event of the visit can be told apart and put in order", () => {
  const events = collector.events();
  assert.equal(new Set(events.map(({ id }) => id)).size, events.length);
  const views = groupByView(events);
  for (const [viewId, ofView] of views) {
    const inOrder = [...ofView].sort((a, b) => Number(a.id.split(".")[1]) - Number(b.id.split(".")[1]));
    for (const [i, event] of inOrder.entries()) {
      assert.equal(event.id, `${viewId}.${i + 1}`, "no event of the view is missing");
      assert.ok(i === 0 || event.ts > inOrder[i - 1].ts);
    }
  }
  for (const line of noise) assert.match(line, /no such product/, "the console is the page's");
});

function groupByView(events) {
  const views = new Map();
  for (const event of events) views.set(event.viewId, [...(views.get(event.viewId) ?? []), event]);
  return views;
}
