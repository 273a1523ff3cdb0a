// Large beacons are compressed by the browser itself, and need no more asking than small ones.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { closeOne } from "./closing.mjs";
import { startCollector } from "./collector.mjs";

let browser, collector, shop;
before(async () => {
  collector = await startCollector();
  shop = await startCollector(); // another origin: what is not simple would be asked for first
  browser = await startChromium();
});
after(async () => {
  await browser?.close();
  await shop?.close();
  await collector?.close();
});

const beaconOf = (name) => collector.beacons.find(({ beacon }) => beacon.events.some((event) => event.name === name));

test("a large flush is gzip, a small one and the last are text; none of them is asked for first", async () => {
  const open = () => browser.openTab(`${shop.origin}/shop?endpoint=${collector.origin}`);
  const tab = await open();
  await collector.wait("the page view", ({ type }) => type === "page_view");
  await tab.evaluate(() => {
    for (let i = 0; i < 20; i++) window.paceline.custom("many", i, { colour: "red" });
    window.paceline.flush();
  });
  await collector.wait("twenty events", ({ name }) => name === "many", 20);
  await closeOne(shop, async (n) => {
    const closed = n > 0 ? await open() : tab;
    // Only as the page goes, so that no timer of the SDK can be faster.
    await closed.evaluate(() =>
      window.addEventListener(
        "visibilitychange",
        () => window.paceline.custom("last", 1, { text: "x".repeat(3_000) }),
        {
          capture: true,
        },
      ),
    );
    return { tab: closed, path: "/shop" };
  });
  await collector.wait("the last event", ({ name }) => name === "last");

  const small = collector.beacons[0];
  assert.deepEqual([small.gzipped, small.type], [false, "text/plain;charset=UTF-8"]);
  const large = beaconOf("many");
  assert.deepEqual([large.gzipped, large.type], [true, undefined]);
  const text = JSON.stringify(large.beacon).length;
  assert.ok(large.bytes < text / 4, `${large.bytes} B for ${text} B`);
  const last = beaconOf("last");
  assert.deepEqual([last.gzipped, last.type], [false, "text/plain;charset=UTF-8"]);
  assert.deepEqual(collector.asked, []);
});
