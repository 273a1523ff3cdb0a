// How many page views arrive with their INP and CLS when they end at once after an interaction, or even with it.

import { startChromium } from "../test/browser/chromium.mjs";
import { closeTold, goodbye } from "../test/browser/closing.mjs";
import { startCollector } from "../test/browser/collector.mjs";
import { startFirefox } from "../test/browser/marionette.mjs";

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
window.measured = new Promise((resolve) => new PerformanceObserver((list) => {
  if (list.getEntries().some(({ name, interactionId }) => name === "click" && interactionId)) resolve();
}).observe({ type: "event", durationThreshold: 16 }));
act.onclick = () => { const end = performance.now() + ${HANDLER_MS}; while (performance.now() < end); };</script>${goodbye}
</body></html>`);
}

/** INP with the interaction in it, and CLS. */
const BOTH = { INP: LEAST_INP, CLS: 0 };
/** Firefox tells no layout shifts. */
const ONLY_INP = { INP: LEAST_INP };

/** How many views have these vitals, each of at least so much. */
function arrived(collector, paths, vitals) {
  const events = collector.events();
  const has = (path, [name, least]) =>
    events.some((event) => event.page === collector.origin + path && event.name === name && event.value >= least);
  return paths.filter((path) => Object.entries(vitals).every((vital) => has(path, vital))).length;
}

/** What is on its way has so many ms more. */
async function count(collector, paths, vitals, patience = 60_000) {
  const now = () => arrived(collector, paths, vitals);
  await collector.until("all of them", () => now() === paths.length, patience).catch(() => {});
  return { views: paths.length, arrived: now() };
}

/** One interaction; resolves in the moment in which the browser has measured it, before the SDK has looked at it. */
async function interact(tab) {
  await tab.painted(); // before it Chromium takes no input
  await tab.click("#act");
  await tab.evaluate(() => window.measured);
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
  const result = await count(collector, paths, BOTH);
  await tab.close();
  return result;
}

/** All views, and beside them those that Chromium told that they end. */
async function byClosing(browser, collector, views) {
  const paths = Array.from({ length: views }, (_, i) => `/closed/${i}`);
  const told = [];
  for (const path of paths) {
    const tab = await browser.openTab(collector.origin + path);
    await interact(tab);
    if (await closeTold(collector, { tab, path })) told.push(path);
  }
  const ofTold = await count(collector, told, BOTH);
  return { ...(await count(collector, paths, BOTH)), told: ofTold };
}

/**
 * The tab is closed with the click. Chromium hides the page first, tells it of the interaction then, if at all, and
 * ends it while its scripts run: nothing can make all of these arrive.
 */
async function byClosingWithTheClick(browser, collector, views) {
  const paths = Array.from({ length: views }, (_, i) => `/clicked/${i}`);
  for (const path of paths) {
    const tab = await browser.openTab(collector.origin + path);
    await collector.wait("the page view", ({ type, page }) => type === "page_view" && page === collector.origin + path);
    await tab.painted();
    await tab.click("#act");
    await tab.close();
  }
  return count(collector, paths, ONLY_INP, 10_000);
}

/** The same in Firefox, where `web-vitals` has INP, but no CLS. */
export async function deliveryInFirefox(views) {
  const collector = await startCollector(viewPage);
  const browser = await startFirefox();
  const pathsOf = (kind) => Array.from({ length: views }, (_, i) => `/${kind}/${i}`);
  const visit = async (path, leave) => {
    await browser.tab.goto(collector.origin + path);
    await interact(browser.tab);
    await leave();
  };
  try {
    for (const path of pathsOf("left")) await visit(path, () => browser.tab.goto("about:blank"));
    for (const path of pathsOf("closed")) await visit(path, () => browser.tab.close());
    return {
      browser: browser.name,
      navigation: await count(collector, pathsOf("left"), ONLY_INP),
      closing: await count(collector, pathsOf("closed"), ONLY_INP),
    };
  } finally {
    await browser.close();
    await collector.close();
  }
}

/** So many views that end by following a link, as many by closing the tab, and a fifth as many by closing it with the click. */
export async function delivery(views) {
  const collector = await startCollector(viewPage);
  const browser = await startChromium();
  try {
    return {
      navigation: await byNavigation(browser, collector, views),
      closing: await byClosing(browser, collector, views),
      clicked: await byClosingWithTheClick(browser, collector, views / 5),
    };
  } finally {
    await browser.close();
    await collector.close();
  }
}
