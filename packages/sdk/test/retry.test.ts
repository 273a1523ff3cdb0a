import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { backoff, retryAfter } from "../src/backoff";
import { atOnce, openPage, type Page } from "./page";

let page: Page;
beforeEach(() => {
  vi.useFakeTimers();
  page = openPage();
});
afterEach(() => {
  page.close();
  vi.useRealTimers();
});

test.each([["offline" as const], [{ status: 429 }], [{ status: 503 }], [{ status: 502 }]])(
  "%o: the same event is sent again, with a new sentAt",
  async (answer) => {
    page.answers.push(answer);
    page.start();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(page.requests).toHaveLength(2);
    const [first, second] = page.requests.map(({ beacon }) => beacon);
    expect(second!.events).toEqual(first!.events);
    expect(second!.sentAt).toBeGreaterThan(first!.sentAt!);
  },
);

test("Retry-After is honoured, also by what comes meanwhile", async () => {
  page.answers.push({ status: 429, headers: { "retry-after": "30" } });
  const client = page.start();
  await vi.advanceTimersByTimeAsync(0);
  for (let i = 0; i < 15; i++) client.custom("meanwhile");
  await vi.advanceTimersByTimeAsync(30_499);
  expect(page.requests).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(501);
  expect(page.requests[1]!.beacon.events).toHaveLength(16);
});

test("a refused beacon is not sent again", async () => {
  page.answers.push({ status: 400 });
  page.start();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(page.requests).toHaveLength(1);
});

test("after a success batches go out as usual", async () => {
  page.answers.push("offline");
  const client = page.start();
  await vi.advanceTimersByTimeAsync(1_000);
  for (let i = 0; i < 10; i++) client.custom("usual");
  await atOnce();
  expect(page.requests).toHaveLength(3);
});

test("while nothing can be sent at most 200 events are kept, the newest", async () => {
  page.answers.push({ status: 503, headers: { "retry-after": "60" } });
  const client = page.start();
  await vi.advanceTimersByTimeAsync(0);
  for (let i = 0; i < 300; i++) client.custom(`c${i}`);
  await vi.advanceTimersByTimeAsync(61_000);
  const events = page.requests.slice(1).flatMap(({ beacon }) => beacon.events);
  expect(events).toHaveLength(200);
  expect(events.at(-1)!.name).toBe("c299");
});

test("while nothing can be sent at most 256 KB of events are kept, the newest", async () => {
  page.answers.push({ status: 503, headers: { "retry-after": "60" } });
  const client = page.start();
  await vi.advanceTimersByTimeAsync(0);
  for (let i = 0; i < 40; i++) client.custom(`c${i}`, i, { text: "x".repeat(10_000) });
  await vi.advanceTimersByTimeAsync(61_000);
  const events = page.requests.slice(1).flatMap(({ beacon }) => beacon.events);
  expect(events.map(({ name }) => name)).toEqual(Array.from({ length: 25 }, (_, i) => `c${i + 15}`));
});

test("with the network back, nothing waits for its next try", async () => {
  page.answers.push("offline", "offline", "offline");
  page.start();
  await vi.advanceTimersByTimeAsync(3_000); // by now the third try has failed, and the fourth is not due
  const before = page.requests.length;
  window.dispatchEvent(new Event("online"));
  expect(page.requests).toHaveLength(before + 1);
});

test("the wait doubles to five minutes, with jitter in its upper half", () => {
  expect([1, 2, 3, 30].map((failures) => backoff(failures, () => 1))).toEqual([1_000, 2_000, 4_000, 300_000]);
  expect(backoff(3, () => 0)).toBe(2_000);
});

test("Retry-After is seconds or a date, and nothing else", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  expect(retryAfter("7", now)).toBe(7_000);
  expect(retryAfter("Mon, 23 Nov 2026 12:00:09 GMT", now)).toBe(9_000);
  expect(retryAfter("Mon, 23 Nov 2026 11:00:00 GMT", now)).toBe(0);
  expect(retryAfter("soon", now)).toBe(0);
  expect(retryAfter(null, now)).toBe(0);
  expect(retryAfter("999999999", now)).toBe(3_600_000);
});
