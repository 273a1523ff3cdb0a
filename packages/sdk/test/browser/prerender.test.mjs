// Pages that Chromium renders before anybody asked for them. Nothing is attached to these tabs: a debugger prevents
// that a prerendered page is shown.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { closeOne } from "./closing.mjs";
import { startCollector } from "./collector.mjs";

let browser, collector;

before(async () => {
  collector = await startCollector();
  browser = await startChromium();
});
after(async () => {
  await browser?.close();
  await collector?.close();
});

const on = (path) => (event) => event.page === collector.origin + path;
const prerendered = (path) =>
  collector.until("the prerendered page", () => collector.notes.some((note) => note.prerendered === path));

test("prerendered and never shown: no page view, nothing at all", async () => {
  const tab = await browser.open(`${collector.origin}/list?prerender=/unseen&go=/elsewhere`);
  await collector.wait("the list's page view", on("/list"));
  await prerendered("/unseen");
  await collector.release();
  await collector.wait("the next page's view", on("/elsewhere"));
  await tab.close();
  assert.deepEqual(collector.events().filter(on("/unseen")), []);
});

test("prerendered and shown: a view that begins when it is shown, with its vitals", async () => {
  const { path } = await closeOne(collector, (n) => openPrerendered(`/offers/${n}`, `/shown/${n}`));
  await collector.wait("LCP", (event) => on(path)(event) && event.name === "LCP");
  await collector.wait("CLS", (event) => on(path)(event) && event.name === "CLS");
});

/** A tab with a page that was prerendered and is shown: its view, and the vitals that come at once, are looked at. */
async function openPrerendered(from, path) {
  const tab = await browser.open(`${collector.origin}${from}?prerender=${path}&go=${path}`);
  const [list] = await collector.wait("the first page's view", on(from));
  await prerendered(path);
  const released = Date.now();
  await collector.release();
  const [view] = await collector.wait("the shown page's view", on(path));
  assert.equal(view.type, "page_view");
  assert.equal(view.navigationType, "prerender");
  assert.equal(view.sessionId, list.sessionId);
  assert.ok(view.viewStart >= released, "what was done before it was shown is not part of the view");
  for (const name of ["TTFB", "FCP"]) {
    const [vital] = await collector.wait(name, (event) => on(path)(event) && event.name === name);
    assert.equal(vital.navigationType, "prerender");
    assert.equal(vital.viewId, view.viewId);
  }
  return { tab, path };
}
