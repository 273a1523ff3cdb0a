import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { init } from "../src/core";
import { hide, openPage, restore, type Page } from "./page";

let page: Page;
beforeEach(() => {
  vi.useFakeTimers();
  page = openPage();
});
afterEach(() => {
  page.close();
  vi.useRealTimers();
});

const start = () => init({ project: "shop", key: "pl_test", endpoint: "https://rum.test/", release: "42" });
const names = () => page.beacons.map(({ events }) => events.map(({ name }) => name));

test("the core sends the page view at once, ten events together, a lone one after 5 s, the rest at hide", () => {
  const client = start();
  expect(names()).toEqual([["page_view"]]);
  expect(page.sendBeacon.mock.calls[0]![0]).toBe("https://rum.test/v1/ingest?key=pl_test");
  for (let i = 0; i < 10; i++) client.custom("c");
  expect(names()[1]).toHaveLength(10);
  client.custom("lone");
  vi.advanceTimersByTime(5_000);
  expect(names()[2]).toEqual(["lone"]);
  client.custom("last");
  hide();
  expect(names()[3]).toEqual(["last"]);
  client.stop();
  client.custom("too late");
  hide();
  expect(names()).toHaveLength(4);
});

test("its events are those of the whole SDK: views of their own for restores, in order, with a context", () => {
  const client = start();
  restore();
  client.stop();
  const [first, second] = page.events("page_view");
  expect(first!.id).toBe(`${first!.viewId}.1`);
  expect(second!.navigationType).toBe("back-forward-cache");
  expect(second!.viewId).not.toBe(first!.viewId);
  expect(page.beacons[0]).toMatchObject({ projectKey: "shop", context: { release: "42" } });
});

test("a beacon that the browser refuses goes out by fetch", () => {
  page.sendBeacon.mockReturnValue(false);
  start().stop();
  expect(page.requests[0]).toMatchObject({ init: { keepalive: true, method: "POST" } });
});

test("who opted out is left alone", () => {
  Object.defineProperty(navigator, "globalPrivacyControl", { value: true, configurable: true });
  start().custom("x");
  hide();
  Object.defineProperty(navigator, "globalPrivacyControl", { value: undefined, configurable: true });
  expect(page.sent()).toEqual([]);
  expect(sessionStorage.length).toBe(0);
});
