// A page of the dashboard as a test looks at it: what it complains of, by how much it shifts, what axe finds.
import { readFile } from "node:fs/promises";

const axe = await readFile(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** Opens an address that counts its layout shifts; complaints are what the console and the policy say. */
export async function open(browser, address, { viewport = { width: 1280, height: 900 }, colorScheme = "light" } = {}) {
  const context = await browser.newContext({ viewport, colorScheme });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.exposeFunction("tellViolation", (directive, uri) => void complaints.push(`policy: ${directive} ${uri}`));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (e) => globalThis.tellViolation(e.violatedDirective, e.blockedURI));
    globalThis.layoutShift = 0;
    // What happens at present comes in at the top of such a list whenever it does, and moves the rows below.
    const inTicker = ({ node }) => (node?.nodeType === 1 ? node : node?.parentElement)?.closest("[data-scrolls] ol");
    const expected = ({ sources }) => sources.length > 0 && sources.every(inTicker);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if (!entry.hadRecentInput && !expected(entry)) globalThis.layoutShift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(address);
  return { page, complaints, close: () => context.close() };
}

/** Waits until nothing is awaited any more, what has just arrived has been shown as new, and every figure has its drawing. */
export async function settled(page) {
  await page.locator("main h1, main h2").first().waitFor();
  await page.waitForFunction(
    () =>
      document.querySelector("[aria-busy=true]") === null &&
      document
        .getAnimations()
        .every(({ playState, effect }) => playState !== "running" || effect.getComputedTiming().endTime === Infinity) &&
      [...document.querySelectorAll("figure")].every((figure) => figure.querySelector("svg path, svg rect")),
  );
}

/** What axe finds against the page, by rule and place. axe comes in by the debugger, past the page's policy. */
export async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await globalThis.axe.run()).violations);
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary })));
}

/** By how many pixels the document is wider than the window. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** The exact values that stand in the `data` elements under a selector, in the order of the document. */
export function values(page, selector) {
  return page.$$eval(`${selector}`, (found) =>
    found.flatMap((element) =>
      (element.matches("data") ? [element] : [...element.querySelectorAll("data")]).map((data) => Number(data.value)),
    ),
  );
}
