// What explains a vital, beside what web-vitals' own attribution build says in the same page.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { startCollector } from "./collector.mjs";

const direct = await readFile(
  createRequire(import.meta.url)
    .resolve("web-vitals/attribution")
    .replace(/\.(umd\.cjs|js)$/, ".iife.js"),
  "utf8",
);
// Of an image with few bytes for its pixels browsers believe that it is a background, and no LCP.
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><!--${"x".repeat(40_000)}--><rect width="600" height="400" fill="teal"/></svg>`;

const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>Shop</title>
<script>${direct}</script>
<script>
  const direct = window.direct = {};
  const keep = ({ name, attribution: a }) => { const { lcpEntry, lcpResourceEntry, navigationEntry, largestShiftSource, largestShiftEntry, processedEventEntries, longAnimationFrameEntries, longestScript, ...plain } = a; direct[name] = JSON.parse(JSON.stringify({ ...plain, script: longestScript && longestScript.intersectingDuration })); };
  for (const f of ["onLCP", "onCLS", "onTTFB"]) webVitals[f](keep);
  webVitals.onINP(keep, { reportAllChanges: true });
</script>
<script async src="/paceline.js" data-project="shop" data-key="pl_test"></script></head>
<body><main><img class="hero" src="/hero.svg?secret" width="600" height="400" alt=""><button id="act">Act</button><p class="below">Below</p></main>
<script>
  // Only what has been on the screen can be moved there.
  const shown = new Promise((resolve) => new PerformanceObserver((list) => { if (list.getEntries().some(({ url }) => url)) resolve(); }).observe({ type: "largest-contentful-paint", buffered: true }));
  window.moved = shown.then(() => { const bar = document.createElement("div"); bar.style.height = "120px"; document.querySelector(".hero").after(bar); });
  act.onclick = function pay() { const end = performance.now() + 120; while (performance.now() < end); document.title = "acted"; };
</script></body></html>`;

let browser, collector;
before(async () => {
  collector = await startCollector((pathname, query, response) => {
    const [type, body] = pathname === "/hero.svg" ? ["image/svg+xml", SVG] : ["text/html", html];
    response.writeHead(200, { "content-type": type }).end(body);
  });
  browser = await startChromium();
});
after(async () => {
  await browser?.close();
  await collector?.close();
});

test("LCP, INP, CLS and TTFB are explained as web-vitals' attribution build does", async () => {
  const tab = await browser.openTab(`${collector.origin}/shop`);
  await tab.evaluate("window.moved");
  await tab.painted(); // what moves after a click is the visitor's doing
  await tab.click("#act");
  await tab.painted();
  const latest = (name) => collector.events().findLast((event) => event.name === name)?.attribution;
  await collector.until("LCP, INP and TTFB", () => latest("LCP") && latest("INP") && latest("TTFB"));
  const said = JSON.parse(await tab.evaluate("JSON.stringify(window.direct)"));
  await tab.goto("about:blank"); // to a page whose tab is closed Chromium gives little time
  await collector.until("CLS", () => latest("CLS"));

  const near = (ours, theirs, what) => assert.ok(Math.abs(ours - theirs) <= 0.051, `${what}: ${ours}, and ${theirs}`);
  const parts = {
    TTFB: ["waitingDuration", "cacheDuration", "dnsDuration", "connectionDuration", "requestDuration"],
    LCP: ["timeToFirstByte", "resourceLoadDelay", "resourceLoadDuration", "elementRenderDelay"],
    INP: ["inputDelay", "processingDuration", "presentationDelay"],
  };
  for (const [name, fields] of Object.entries(parts)) {
    for (const field of fields) near(latest(name)[field], said[name][field], `${name}'s ${field}`);
  }
  const { LCP, INP, CLS } = { LCP: latest("LCP"), INP: latest("INP"), CLS: latest("CLS") };
  assert.equal(LCP.target, "main>img.hero");
  assert.equal(LCP.url, `${collector.origin}/hero.svg`);
  assert.deepEqual([INP.interactionTarget, INP.interactionType], ["#act", said.INP.interactionType]);
  near(INP.script.duration, said.INP.script, "INP's script");
  assert.match(INP.script.invoker, /#act\.onclick$/);
  assert.ok(["#act", "main>p.below"].includes(CLS.largestShiftTarget), CLS.largestShiftTarget);
});
