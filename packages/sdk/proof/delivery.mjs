// How many page views arrive with their INP and CLS when they end at once after an interaction.

import { startChromium } from "../test/browser/chromium.mjs";
import { startCollector } from "../test/browser/collector.mjs";

const HANDLER_MS = 60;
/** Event Timing rounds to 8 ms. */
const LEAST_INP = 56;

function viewPage(pathname, query, response) {
  const number = Number(pathname.split("/").at(-1));
  response.writeHead(200, { "content-type": "text/html" })
    .end(`<!doctype html><html lang="en"><head><meta charset="utf-8">
<link rel="icon" href="data:,"><title>${pathname}</title>
<script async src="/paceline.js" data-project="shop" data-key="pl_test"></script></head>
<body><h1>${pathname}</h1><button id="act">Act</button> <a id="next" href="${number + 1}">Next</a>
<script>
const measured = new Promise((resolve) => new PerformanceObserver((list) => {
  if (list.getEntries().some(({ name, interactionId }) => name === "click" && interactionId)) resolve();
}).observe({ type: "event", durationThreshold: 16 }));
act.onclick = () => { const end = performance.now() + ${HANDLER_MS}; while (performance.now() < end); };</script>
</body></html>`);
}

/** The vitals of views that have both, INP with the interaction in it. */
function arrived(collector, paths) {
  const events = collector.events();
  const has = (path, name, least) =>
    events.some((event) => event.page === collector.origin + path && event.name === name && event.value >= least);
  return paths.filter((path) => has(path, "INP", LEAST_INP) && has(path, "CLS", 0)).length;
}

async function count(collector, paths) {
  // What is on its way has ten seconds more.
  await collector.until("all of them", () => arrived(collector, paths) === paths.length, 10_000).catch(() => {});
  return { views: paths.length, arrived: arrived(collector, paths) };
}

/** One interaction; resolves in the moment in which the browser has measured it, before the SDK has looked at it. */
async function interact(tab) {
  await tab.painted(); // before it Chromium takes no input
  await tab.click("#act");
  await tab.evaluate("measured");
}

async function byNavigation(browser, collector, views) {
  const paths = Array.from({ length: views }, (_, i) => `/left/${i}`);
  const tab = await browser.openTab(collector.origin + paths[0]);
  for (let i = 0; i < views; i++) {
    await interact(tab);
    const loaded = tab.next("Page.loadEventFired");
    await tab.click("#next");
    await loaded;
  }
  const result = await count(collector, paths);
  await tab.close();
  return result;
}

async function byClosing(browser, collector, views) {
  const paths = Array.from({ length: views }, (_, i) => `/closed/${i}`);
  for (const path of paths) {
    const tab = await browser.openTab(collector.origin + path);
    await interact(tab);
    await tab.close();
  }
  return count(collector, paths);
}

/** So many views that end by following a link, and as many that end by closing the tab. */
export async function delivery(views) {
  const collector = await startCollector(viewPage);
  const browser = await startChromium();
  try {
    return {
      navigation: await byNavigation(browser, collector, views),
      closing: await byClosing(browser, collector, views),
    };
  } finally {
    await browser.close();
    await collector.close();
  }
}
