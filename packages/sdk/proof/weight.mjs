// What the SDK costs a page on a slow machine: Chromium's CPU throttling at 4×.

import { startChromium } from "../test/browser/chromium.mjs";
import { startCollector } from "../test/browser/collector.mjs";
import { median, random } from "./random.mjs";
import { trace } from "./trace.mjs";

const THROTTLE = 4;
const HANDLER_MS = 40;

function productPage(pathname, query, response) {
  const tag = query.has("sdk")
    ? `<script async src="/paceline.js" data-project="shop" data-key="pl_test"></script>`
    : "";
  const items = Array.from({ length: 200 }, (_, i) => `<li>Product ${i} <b>${i * 3} €</b></li>`).join("");
  response.writeHead(200, { "content-type": "text/html" })
    .end(`<!doctype html><html lang="en"><head><meta charset="utf-8">
<link rel="icon" href="data:,"><title>${pathname}</title>${tag}</head>
<body><button id="act">Act</button><ul id="list">${items}</ul>
<script>
const inputs = [];
new PerformanceObserver((list) => { for (const { duration, interactionId } of list.getEntries()) if (interactionId) inputs.push(duration); })
  .observe({ type: "event", durationThreshold: 16, buffered: true });
act.onclick = () => {
  const end = performance.now() + ${HANDLER_MS};
  while (performance.now() < end);
  list.append(Object.assign(document.createElement("li"), { textContent: "One more" }));
};
</script></body></html>`);
}

async function open(browser) {
  const tab = await browser.openTab();
  await tab.send("Emulation.setCPUThrottlingRate", { rate: THROTTLE });
  return tab;
}

/** One page load and one interaction; tells the interaction's latency in ms, as Event Timing has it. */
async function interact(tab, url) {
  await tab.goto(url);
  await tab.painted();
  await tab.click("#act");
  await tab.painted();
  return tab.evaluate(
    () =>
      new Promise((resolve) => {
        const look = () => (inputs.length > 0 ? resolve(Math.max(...inputs)) : setTimeout(look, 20));
        look();
      }),
  );
}

/** The middle 95 % of the difference of means when both sets are drawn anew, 10,000 times. */
function bootstrap(a, b, draw = random(7)) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const again = (values) => values.map(() => values[Math.floor(draw() * values.length)]);
  const differences = Array.from({ length: 10_000 }, () => mean(again(a)) - mean(again(b))).sort((x, y) => x - y);
  return [differences[250], differences[9_749]];
}

/** Loads and interactions with and without the SDK, in turn, so many of each. */
export async function weight(runs) {
  const collector = await startCollector(productPage);
  const browser = await startChromium();
  try {
    const tab = await open(browser);
    const inp = { with: [], without: [] };
    const starts = [];
    const pieces = [];
    await interact(tab, `${collector.origin}/first`);
    const both = ["without", "with"];
    for (let i = 0; i < runs; i++) {
      // Neither is always the one that comes first, and finds the browser colder.
      for (const which of i % 2 ? both : both.toReversed()) {
        inp[which].push(await interact(tab, `${collector.origin}/${which}/${i}${which === "with" ? "?sdk" : ""}`));
      }
    }
    for (let i = 0; i < runs; i++) {
      const ofRun = await trace(browser, "/paceline.js", async () => {
        await interact(tab, `${collector.origin}/traced/${i}?sdk`);
        await tab.goto("about:blank");
      });
      pieces.push(...ofRun.map(({ ms }) => ms));
      starts.push(ofRun.filter(({ name }) => name !== "FunctionCall").reduce((sum, { ms }) => sum + ms, 0));
    }
    return {
      runs,
      startMs: { median: median(starts), worst: Math.max(...starts) },
      longestPieceMs: Math.max(...pieces),
      inp: { with: inp.with, without: inp.without, difference: bootstrap(inp.with, inp.without) },
    };
  } finally {
    await browser.close();
    await collector.close();
  }
}
