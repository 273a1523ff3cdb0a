// A visit in the other two engines. What one cannot do is asked of it, not of its name, and each skip says why; the
// account of both is left in dist/engines.txt.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { startCollector } from "./collector.mjs";
import { firefoxPath, startFirefox } from "./marionette.mjs";
import { firstInputDelay } from "./tab.mjs";
import { displayPath, startWebKit, webkitPath } from "./webkit.mjs";

const missingWebKit = () =>
  !webkitPath() ? "no WebKitWebDriver on PATH" : !displayPath() ? "no display, and no Xvfb to make one" : "";
const engines = [
  ["Firefox", startFirefox, firefoxPath() ? "" : "none on PATH or in the environment variable FIREFOX"],
  ["WebKit", startWebKit, missingWebKit()],
];
const account = [];
after(() => writeFile(new URL("../../dist/engines.txt", import.meta.url), account.map((line) => `${line}\n`).join("")));

/** What the browser has, as the page sees it. */
const abilities = () => {
  const types = PerformanceObserver.supportedEntryTypes;
  return {
    LCP: types.includes("largest-contentful-paint"),
    CLS: types.includes("layout-shift"),
    FID: types.includes("first-input"),
    INP: types.includes("event") && "interactionId" in PerformanceEventTiming.prototype,
    gzip: typeof CompressionStream === "function",
    prerender: !!HTMLScriptElement.supports?.("speculationrules"),
  };
};

for (const [engine, start, missing] of engines) {
  if (missing) account.push(`${engine}: not tested: ${missing}`);
  describe(engine, { skip: missing || false }, () => suite(engine, start));
}

function suite(engine, start) {
  let browser, collector, tab, has;
  let passed = 0;
  const skips = [];

  before(async () => {
    collector = await startCollector();
    browser = await start();
    ({ tab } = browser);
    await tab.goto(`${collector.origin}/one?secret=1#part`);
    has = await tab.evaluate(abilities);
  });
  after(async () => {
    account.push(`${browser?.name ?? engine}: ${passed} scenarios passed, ${skips.length} skipped`, ...skips);
    await browser?.close();
    await collector?.close();
  });

  const on =
    (path, name, least = 0) =>
    (event) =>
      event.page === collector.origin + path && event.name === name && (event.value ?? 0) >= least;

  /** A scenario that says why it cannot be gone through by returning a reason. */
  const scenario = (name, run) =>
    test(name, async (context) => {
      const reason = await run();
      if (!reason) return void passed++;
      skips.push(`  ${name}: skipped: ${reason}`);
      context.skip(reason);
    });

  scenario("load: page view, TTFB and FCP, as the browser has them", async () => {
    const [view] = await collector.wait("the page view", on("/one", "page_view"));
    assert.equal(view.navigationType, "navigate");
    const [ttfb] = await collector.wait("TTFB", on("/one", "TTFB"));
    const [fcp] = await collector.wait("FCP", on("/one", "FCP"));
    const truth = await tab.evaluate(() => ({
      ttfb: performance.getEntriesByType("navigation")[0].responseStart,
      fcp: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    }));
    assert.equal(ttfb.value, Math.round(truth.ttfb * 10) / 10);
    assert.equal(fcp.value, Math.round(truth.fcp * 10) / 10);
  });

  scenario("click: LCP is final", async () => {
    await tab.painted();
    await tab.click("#slow"); // 120 ms
    await tab.painted();
    if (!has.LCP) return "it does not tell the largest paint";
    const [lcp] = await collector.wait("LCP", on("/one", "LCP"));
    assert.ok(lcp.value > 0 && lcp.attribution.target);
  });

  scenario("click: FID", async () => {
    if (!has.FID) return "it does not tell the first input";
    const [fid] = await collector.wait("FID", on("/one", "FID"));
    const delay = await tab.evaluate(firstInputDelay);
    assert.equal(fid.value, Math.round(delay * 10) / 10, "the delay, not the handler's time");
  });

  scenario("click: INP with its target", async () => {
    if (!has.INP) return "it does not tell interactions";
    const [inp] = await collector.wait("INP", on("/one", "INP", 112));
    assert.equal(inp.attribution.interactionTarget, "#slow");
  });

  scenario("an uncaught error, without the secret in its URL", async () => {
    await tab.click("#fail");
    const [error] = await collector.wait("the error", on("/one", "TypeError"));
    assert.equal(error.data.message, "no such product");
    assert.ok(!JSON.stringify(error).includes("secret"));
  });

  scenario("route change: a page view of its own that says how it is known", async () => {
    await tab.click("#route");
    const [view] = await collector.wait("the route's page view", on("/routed", "page_view"));
    assert.equal(view.navigationType, "soft-navigation");
    assert.deepEqual(view.data, { softNavigation: "route-change" });
  });

  scenario("hide and return: what is buffered is sent when it is hidden, and it is the same view", async () => {
    await tab.evaluate(() => {
      window.seen = [];
      document.addEventListener("visibilitychange", () => window.seen.push(document.visibilityState));
      window.paceline.custom("buffered");
    });
    await tab.minimize();
    if (!(await tab.evaluate(() => window.seen.includes("hidden")))) return "a minimized window is not hidden here";
    const [buffered] = await collector.wait("what was buffered", on("/routed", "buffered"));
    await tab.restore();
    await tab.evaluate(() => {
      window.paceline.custom("back");
      window.paceline.flush();
    });
    const [back] = await collector.wait("an event after the return", on("/routed", "back"));
    assert.equal(back.viewId, buffered.viewId);
  });

  scenario("navigate away: what is buffered is sent", async () => {
    await tab.painted(); // a page that still waits for an answer is not kept for going back
    await tab.evaluate(() => {
      addEventListener("pageshow", ({ persisted }) => (window.persisted = persisted));
      window.paceline.custom("leaving");
    });
    await tab.goto(`${collector.origin}/two`);
    await collector.wait("what was buffered", on("/routed", "leaving"));
    await collector.wait("the next page view", on("/two", "page_view"));
  });

  scenario("back: a restore from the back-forward cache is a view of its own", async () => {
    await tab.painted();
    await tab.evaluate(() => void setTimeout(() => history.back()));
    const views = await collector.wait("a page view after going back", on("/routed", "page_view"), 2);
    if (!(await tab.evaluate(() => window.persisted))) {
      assert.equal(views[1].navigationType, "back-forward");
      return "the browser did not keep the page this time, and the SDK says so";
    }
    assert.equal(views[1].navigationType, "back-forward-cache");
    assert.notEqual(views[1].viewId, views[0].viewId);
    await collector.wait(
      "FCP of the restored view",
      (event) => event.name === "FCP" && event.viewId === views[1].viewId,
    );
  });

  scenario("large beacons are gzip, and need no more asking", async () => {
    if (!has.gzip) return "it does not compress";
    await tab.evaluate(() => {
      for (let i = 0; i < 20; i++) window.paceline.custom("many", i, { colour: "red" });
      window.paceline.flush();
    });
    await collector.wait("twenty events", on("/routed", "many"), 20);
    const large = collector.beacons.findLast(({ beacon }) => beacon.events.some(({ name }) => name === "many"));
    assert.deepEqual([large.gzipped, large.type], [true, undefined]);
  });

  scenario("429 with Retry-After: the same events again", async () => {
    await tab.goto(`${collector.origin}/busy`);
    await collector.wait("the page view", on("/busy", "page_view"));
    collector.answers.push({ status: 429, headers: { "retry-after": "1" } });
    await tab.evaluate(() => {
      window.paceline.custom("again");
      window.paceline.flush();
    });
    const twice = await collector.wait("the event, refused and taken", on("/busy", "again"), 2);
    assert.deepEqual(twice[0], twice[1]);
  });

  scenario("blocked: nothing is thrown, and the page works", async () => {
    const nowhere = "http://127.0.0.1:1";
    await tab.goto(`${collector.origin}/unsafe?endpoint=${nowhere}`);
    const thrown = await tab.evaluate(async (nowhere) => {
      const thrown = [];
      for (const type of ["error", "unhandledrejection"]) addEventListener(type, () => thrown.push(type));
      window.paceline.custom("lost");
      window.paceline.flush();
      await fetch(nowhere).catch(() => {}); // what the SDK asked for before has failed by then
      return thrown;
    }, nowhere);
    assert.deepEqual(thrown, []);
    await tab.click("#slow");
    await tab.painted();
  });

  scenario("offline", () => "no WebDriver command takes the network away");
  scenario("prerender", () => (has.prerender ? "a driven page is never prerendered" : "it does not prerender"));

  scenario("close, five times: what is buffered is sent", async () => {
    for (const path of ["/a", "/b", "/c", "/d", "/e"]) {
      await tab.goto(collector.origin + path);
      await tab.painted();
      await tab.evaluate(() => window.paceline.custom("goodbye"));
      await tab.close();
      await collector.wait("the last event", on(path, "goodbye"));
    }
  });

  scenario("close: CLS, final only then", async () => {
    if (!has.CLS) return "it does not tell layout shifts";
    await collector.wait("CLS", on("/e", "CLS"));
  });
}
