// What the SDK does when its beacons do not get through, in a real Chromium.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { startCollector } from "./collector.mjs";

let browser, collector;

before(async () => {
  collector = await startCollector();
  browser = await startChromium();
});
after(async () => {
  await browser?.close();
  await collector?.close();
});

const on = (path) => (event) => event.page === collector.origin + path;
const custom = (name) => (event) => event.name === name;

for (const [path, what, query] of [
  ["/blocked", "a blocker's own answer", "blocker=1"],
  ["/forbidden", "the site's content security policy", "policy=connect-src+'self'&endpoint=http://127.0.0.2:4000"],
  ["/unsafe", "a port that browsers do not speak to", "endpoint=http://127.0.0.1:1"],
  ["/lost", "a host that does not exist", "endpoint=http://paceline.invalid"],
]) {
  test(`blocked by ${what}: nothing is thrown, nothing is said, and the page works`, async () => {
    const tab = await browser.openTab();
    const noise = await tab.noise();
    await tab.send("Network.enable");
    if (query.startsWith("blocker")) await tab.send("Network.setBlockedURLs", { urls: ["*/v1/ingest*"] });
    await tab.goto(`${collector.origin}${path}?${query}`);
    await tab.click("#slow");
    await tab.painted();
    await tab.evaluate(() => {
      window.paceline.reportError(new Error("caught"));
      window.paceline.flush();
    });
    assert.deepEqual(collector.events().filter(on(path)), []);
    await tab.goto(`${collector.origin}/left?${query}`);
    await tab.click("#slow");
    await tab.painted();
    await tab.close();
    assert.deepEqual(noise, []);
  });
}

test("429 with Retry-After: the same events again, not before it is over", async () => {
  collector.answers.push({ status: 429, headers: { "retry-after": "2" } });
  const tab = await browser.openTab(`${collector.origin}/busy`);
  const view = (event) => on("/busy")(event) && event.type === "page_view";
  await collector.wait("the page view, refused and again", view, 2);
  const [refused, taken] = collector.beacons.filter(({ beacon }) => beacon.events.some(view));
  assert.equal(refused.status, 429);
  assert.ok(taken.at - refused.at >= 2_000, `came back after ${taken.at - refused.at} ms`);
  assert.deepEqual(taken.beacon.events[0], refused.beacon.events[0]);
  assert.ok(taken.beacon.sentAt > refused.beacon.sentAt);
  await tab.close();
});

test("offline and back: what was measured meanwhile comes as soon as the network does", async () => {
  const tab = await browser.openTab(`${collector.origin}/train`);
  await collector.wait("the page view", on("/train"));
  await tab.send("Network.enable");
  const network = (offline) =>
    tab.send("Network.emulateNetworkConditions", { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await network(true);
  await tab.evaluate(() => {
    window.paceline.custom("in the tunnel");
    window.paceline.flush();
  });
  await tab.next("Network.loadingFailed");
  assert.equal(collector.events().filter(custom("in the tunnel")).length, 0);
  await network(false);
  await collector.wait("what was measured offline", custom("in the tunnel"));
  await tab.close();
});
