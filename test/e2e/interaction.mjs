// Measures how soon the list of pages answers with 10,000 rows: every interaction from the press to the paint after it,
// by the browser's own Event Timing, as INP is made of. `npm run interaction --workspace test/e2e`, after `make build`;
// CPU=4 slows the browser's processor down that many times.
import { launch } from "./chromium.mjs";
import { open, settled } from "./browse.mjs";
import { startPaceline } from "./paceline.mjs";

process.env.WALK_VIEWS ??= "20000";
const { big } = await import("./walk/big.mjs");

const slowdown = Number(process.env.CPU ?? 1);
const [paceline, browser] = await Promise.all([startPaceline("serve"), launch()]);
try {
  await big.prepare(paceline);
  const { page } = await open(browser, `${paceline.urls.dashboard}/pages?project=big`);
  await settled(page);
  const rows = Number(await page.locator("table").getAttribute("aria-rowcount")) - 1;
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.evaluate(() => {
    globalThis.interactions = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.interactionId > 0) globalThis.interactions.push(entry.duration);
    }).observe({ type: "event", durationThreshold: 16 });
  });

  for (const column of ["LCP", "INP", "Page views", "Page", "CLS"]) {
    for (let press = 0; press < 2; press++) await measured(`sort by ${column}`, () => sort(column));
  }
  await page.getByLabel("Search pages").click();
  for (const letter of "b-c d")
    await measured(`search for ${JSON.stringify(letter)}`, () => page.keyboard.press(letter));
  await page.locator("[data-scrolls]").focus();
  for (const key of ["End", "PageUp", "Home"]) await measured(`scroll by ${key}`, () => page.keyboard.press(key));
  await measured("filter", () => page.getByRole("button", { name: "Filter", exact: true }).click());

  function sort(column) {
    return page.getByRole("columnheader", { name: column, exact: true }).getByRole("button").click();
  }

  async function measured(what, act) {
    await page.evaluate(() => (globalThis.interactions.length = 0));
    await act();
    // The timing of an interaction is told after its paint; two frames later it is there, if it took 16 ms at all.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 250)))),
    );
    const slowest = await page.evaluate(() => Math.max(0, ...globalThis.interactions));
    console.log(`${what.padEnd(24)} ${slowest === 0 ? "< 16" : slowest} ms`);
  }

  console.log(`${rows} rows, processor slowed down ${slowdown} times`);
} finally {
  await browser.close();
  await paceline.stop();
}
