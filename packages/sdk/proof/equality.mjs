// The SDK's vitals beside what web-vitals, and for FID the browser itself, reports directly in the same page.

import { setTimeout as delay } from "node:timers/promises";
import { startChromium } from "../test/browser/chromium.mjs";
import { closeOne, goodbye } from "../test/browser/closing.mjs";
import { startCollector } from "../test/browser/collector.mjs";
import { random } from "./random.mjs";

/** Event Timing rounds durations to so many ms. https://w3c.github.io/event-timing/#sec-performance-event-timing */
const EVENT_TIMING_STEP = 8;

export const VITALS = ["TTFB", "FCP", "LCP", "CLS", "INP", "FID"];

/** A page's timings, all in ms but the height of what moves it, in px. */
function timings(seed) {
  const draw = random(seed);
  const upTo = (most) => Math.round(draw() * most);
  return {
    server: upTo(300),
    sdk: upTo(400),
    hero: upTo(500),
    shiftAt: 100 + upTo(400),
    shiftHeight: upTo(300),
    handler: 45 + upTo(250),
    linger: upTo(300),
    leaveBy: seed % 2 === 0 ? "navigation" : "closing",
  };
}

const hero = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="300"><rect width="600" height="300" fill="#246"/>
<path d="M0 300 200 90 330 220 420 150 600 300z" fill="#8bd"/><circle cx="480" cy="70" r="40" fill="#fd6"/></svg>`;

async function timedPage(pathname, query, response) {
  if (pathname === "/hero.svg") {
    await delay(Number(query.get("after")));
    response.writeHead(200, { "content-type": "image/svg+xml" }).end(hero);
    return;
  }
  const timing = timings(Number(pathname.split("/").at(-1)));
  await delay(timing.server);
  response.writeHead(200, { "content-type": "text/html" })
    .end(`<!doctype html><html lang="en"><head><meta charset="utf-8">
<link rel="icon" href="data:,"><title>${pathname}</title>
<script src="/web-vitals.js"></script>
<script>
let count = 0;
const note = (name, value) => navigator.sendBeacon("/note", JSON.stringify({ page: location.href, name, value, count: ++count }));
const tell = ({ name, value }) => note(name, value);
webVitals.onTTFB(tell); webVitals.onFCP(tell); webVitals.onLCP(tell); webVitals.onCLS(tell);
// Every change: the last interaction before a page is left is told only so.
webVitals.onINP(tell, { reportAllChanges: true });
new PerformanceObserver((list) => { const [first] = list.getEntries(); note("FID", first.processingStart - first.startTime); })
  .observe({ type: "first-input", buffered: true });
</script>
<script async src="/paceline.js?after=${timing.sdk}" data-project="shop" data-key="pl_test"></script></head>
<body><h1>${pathname}</h1><img src="/hero.svg?after=${timing.hero}" width="600" height="300" alt="Hills">
<p>Some text that is moved by what comes late.</p><button id="act">Act</button>
<script>
window.moved = new Promise((resolve) => setTimeout(() => {
  const bar = document.createElement("div");
  bar.style.height = "${timing.shiftHeight}px";
  document.body.prepend(bar);
  resolve();
}, ${timing.shiftAt}));
act.onclick = () => { const end = performance.now() + ${timing.handler}; while (performance.now() < end); };
</script>${goodbye}</body></html>`);
}

/** As the SDK rounds: a tenth of a millisecond, a ten-thousandth of CLS. */
const rounded = (name, value) => {
  const scale = name === "CLS" ? 10_000 : 10;
  return Math.round(value * scale) / scale;
};

/** The last report of a vital of a page. */
function last(reports, page, name, order) {
  const found = reports.filter((report) => report.page === page && report.name === name);
  return found.sort((a, b) => a[order] - b[order]).at(-1)?.value;
}

/** Looks at a page and clicks; what is measured of it is still on its way. */
async function visit(browser, collector, path, { handler, linger }) {
  const tab = await browser.openTab(collector.origin + path);
  await tab.evaluate(() => window.moved); // the button, too
  await tab.painted();
  await tab.click("#act");
  await tab.painted();
  // The browser tells of an interaction when its frame is on the screen, the SDK runs when it has come: a page that is left
  // before either has nothing to compare. What is left right after an interaction is delivery.mjs's.
  const mine = ({ page }) => page === collector.origin + path;
  const whole = ({ name, value }) => name === "INP" && value > handler - EVENT_TIMING_STEP;
  await collector.until("the interaction", () => collector.notes.some((note) => mine(note) && whole(note)));
  await collector.wait("the page view", (event) => mine(event) && event.type === "page_view");
  await delay(linger);
  return { tab, path };
}

/** Visits a generated page and leaves it as is due; resolves to its path. */
async function visitAndLeave(browser, collector, seed, timing) {
  const visited = (n) => visit(browser, collector, `/timing/${n}/${seed}`, timing);
  if (timing.leaveBy === "closing") return (await closeOne(collector, visited)).path;
  const { tab, path } = await visited(0);
  await tab.goto("about:blank"); // and stays: Chromium ends a page that is just being left with its tab
  return path;
}

/** Of so many generated pages, each vital as the SDK sent it and as it was reported directly. */
export async function equality(pages, firstSeed = 1) {
  const collector = await startCollector(timedPage);
  const browser = await startChromium();
  const rows = [];
  try {
    for (let seed = firstSeed; seed < firstSeed + pages; seed++) {
      const timing = timings(seed);
      const page = collector.origin + (await visitAndLeave(browser, collector, seed, timing));
      const direct = (name) => last(collector.notes, page, name, "count");
      const sent = (name) => last(collector.events(), page, name, "ts");
      const row = () =>
        VITALS.map((name) => ({
          name,
          sdk: sent(name),
          direct: direct(name) === undefined ? undefined : rounded(name, direct(name)),
        }));
      const equal = ({ sdk, direct }) => sdk !== undefined && sdk === direct;
      await collector.until("equal vitals", () => row().every(equal), 60_000).catch(() => {});
      rows.push({ seed, timing, vitals: row().map((vital) => ({ ...vital, equal: equal(vital) })) });
    }
  } finally {
    await browser.close();
    await collector.close();
  }
  return rows;
}
