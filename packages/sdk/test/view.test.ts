import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SESSION_KEY } from "../src/session";
import { atOnce, openPage, restore, type Page } from "./page";

let page: Page;
beforeEach(() => {
  vi.useFakeTimers();
  page = openPage();
});
afterEach(() => {
  page.close();
  vi.useRealTimers();
});

const ID = /^[A-Za-z0-9_-]{16}$/;

test("events carry the view's id and their place in it", () => {
  const client = page.start();
  client.custom("one");
  client.custom("two");
  client.flush();
  const events = page.sent();
  const { viewId, viewStart } = events[0]!;
  expect(viewId).toMatch(ID);
  expect(events.map(({ id }) => id)).toEqual([1, 2, 3].map((n) => `${viewId}.${n}`));
  for (const event of events) expect(event).toMatchObject({ viewId, viewStart, navigationType: "navigate" });
  expect(Number.isInteger(viewStart)).toBe(true);
});

test("ts grows strictly, although the clock stands still or is set back", () => {
  const client = page.start();
  client.custom("same millisecond");
  vi.setSystemTime(Date.now() - 3_600_000);
  client.custom("an hour back");
  client.flush();
  const ts = page.sent().map((event) => event.ts);
  expect(ts).toEqual([ts[0], ts[0]! + 1, ts[0]! + 2]);
});

test("a restore from the back-forward cache is a page view of its own", async () => {
  page.start();
  restore();
  await atOnce();
  const [first, second] = page.events("page_view");
  expect(second!.viewId).toMatch(ID);
  expect(second!.viewId).not.toBe(first!.viewId);
  expect(second!.id).toBe(`${second!.viewId}.1`);
  expect(second).toMatchObject({ navigationType: "back-forward-cache", sessionId: first!.sessionId });
});

test("a pageshow that restores nothing begins no view", () => {
  page.start();
  window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: false }));
  expect(page.events("page_view")).toHaveLength(1);
});

test("a prerendered page is no view until it is shown", async () => {
  Object.defineProperty(document, "prerendering", { value: true, configurable: true });
  page.start();
  expect(page.requests).toHaveLength(0);
  expect(sessionStorage.length).toBe(0);
  Object.defineProperty(document, "prerendering", { value: false, configurable: true });
  document.dispatchEvent(new Event("prerenderingchange"));
  await atOnce();
  expect(page.events("page_view")).toHaveLength(1);
});

test("the session id outlives the page load, in one key", () => {
  page.start();
  page.start();
  const [first, second] = page.events("page_view");
  expect(first!.sessionId).toMatch(ID);
  expect(second!.sessionId).toBe(first!.sessionId);
  expect(Object.keys(sessionStorage)).toEqual([SESSION_KEY]);
});

test("without storage nothing is stored", () => {
  page.start({ storage: false });
  expect(page.events("page_view")[0]!.sessionId).toMatch(ID);
  expect(sessionStorage.length).toBe(0);
});

test("blocked storage does not hurt", () => {
  vi.stubGlobal("sessionStorage", undefined);
  page.start();
  expect(page.events("page_view")[0]!.sessionId).toMatch(ID);
  vi.unstubAllGlobals();
});
