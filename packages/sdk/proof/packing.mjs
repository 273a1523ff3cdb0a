// From which size on it pays to compress a beacon: bytes saved and time taken, with Chromium's CPU throttling at 4×.

import { startChromium } from "../test/browser/chromium.mjs";
import { startCollector } from "../test/browser/collector.mjs";

const COUNTS = [1, 2, 3, 5, 10, 20];

/** Beacons of so many events, made of what a real visit sent. */
async function realBeacons(browser, collector) {
  const tab = await browser.openTab(`${collector.origin}/packing`);
  for (const button of ["#slow", "#fail", "#shift"]) await tab.click(button);
  await tab.painted();
  await tab.close();
  await collector.wait("the end of the visit", ({ name }) => name === "CLS");
  const [{ beacon }] = collector.beacons;
  const events = collector.events();
  return COUNTS.map((count) => ({
    count,
    body: JSON.stringify({
      ...beacon,
      events: Array.from({ length: count }, (_, i) => ({ ...events[i % events.length] })),
    }),
  }));
}

/** For each count of events: bytes as text, bytes as gzip, and the median of 21 times in ms. */
export async function packing() {
  const collector = await startCollector();
  const browser = await startChromium();
  try {
    const beacons = await realBeacons(browser, collector);
    const tab = await browser.openTab(`${collector.origin}/idle`);
    await tab.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    return await tab.evaluate(async (beacons) => {
      const pack = (body) => new Response(new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"))).blob();
      const rows = [];
      for (const { count, body } of beacons) {
        const times = [];
        let packed;
        for (let i = 0; i < 21; i++) {
          const start = performance.now();
          packed = await pack(body);
          times.push(performance.now() - start);
        }
        rows.push({ count, plain: body.length, gzip: packed.size, ms: times.sort((a, b) => a - b)[10] });
      }
      return rows;
    }, beacons);
  } finally {
    await browser.close();
    await collector.close();
  }
}
