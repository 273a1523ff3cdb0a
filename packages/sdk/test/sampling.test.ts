import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Event } from "../../../schema/wire.gen";
import { keepNotable } from "../src/keep";
import type { Note } from "../src/kit";
import { inSample, rateOf } from "../src/sampling";
import { SESSION_KEY } from "../src/session";
import { createView } from "../src/view";
import { hide, openPage, throwUncaught, type Page } from "./page";

let page: Page;
beforeEach(() => {
  vi.useFakeTimers();
  page = openPage();
});
afterEach(() => {
  page.close();
  vi.useRealTimers();
});

const id = (n: number) => btoa(String(n).padStart(12, "x"));

test("a tenth of the sessions is a tenth, and always the same one", () => {
  const sampled = Array.from({ length: 20_000 }, (_, n) => inSample(id(n), 0.1));
  expect(sampled.filter(Boolean).length).toBeGreaterThan(1_850);
  expect(sampled.filter(Boolean).length).toBeLessThan(2_150);
  expect(sampled.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, n) => inSample(id(n), 0.1)));
  // Who is in a small sample is in every larger one.
  for (let n = 0; n < 1_000; n++) if (inSample(id(n), 0.1)) expect(inSample(id(n), 0.3)).toBe(true);
});

// What is in the sample up to which rate. The server's simulation, internal/bench/sampling_test.go, has the same list.
test.each([
  ["AAAAAAAAAAAAAAAA", 0.345001],
  ["Zm9vYmFyYmF6cXV4", 0.732301],
  ["-_-_-_-_-_-_-_-_", 0.429761],
  ["qL0vX3kPz7Tn1YwB", 0.949046],
])("%s is in the sample from a rate of %d on", (session, from) => {
  expect([inSample(session, from - 1e-6), inSample(session, from + 1e-6)]).toEqual([false, true]);
});

test("rates are 0, or from 0.0001 to 1, and all of it when they are none", () => {
  expect([undefined, 1, 7, 0.25, 0.1e-6, 0, -1, NaN].map((rate) => rateOf(rate))).toEqual([
    1, 1, 1, 0.25, 1e-4, 0, 0, 1,
  ]);
  expect(rateOf("0.5" as unknown as number)).toBe(0.5); // as an attribute says it
});

const session = (sampled: boolean, rate = 0.5) => {
  const found = Array.from({ length: 100 }, (_, n) => id(n)).find((id) => inSample(id, rate) === sampled)!;
  sessionStorage.setItem(SESSION_KEY, found);
};

test("every event of a sampled session has its weight", () => {
  session(true);
  const client = page.start({ sampleRate: 0.5 });
  client.custom("one");
  hide();
  expect(page.sent().map(({ weight }) => weight)).toEqual([2, 2]);
});

test("without sampling there is no weight", () => {
  page.start();
  expect(page.sent()[0]).not.toHaveProperty("weight");
});

test("a session outside the sample sends nothing, and can be asked for everything", () => {
  session(false);
  const client = page.start({ sampleRate: 0.5 });
  client.custom("one");
  client.reportError(new Error("e"));
  hide();
  expect(page.sent()).toEqual([]);
});

test("outside the sample a view with an error is kept whole, judged when it is hidden", () => {
  session(false);
  const client = page.start({ sampleRate: 0.5, keep: "poor" });
  client.custom("before");
  throwUncaught(new Error("e"));
  client.flush();
  expect(page.sent()).toEqual([]);
  hide();
  expect(page.sent().map(({ type }) => type)).toEqual(["page_view", "custom", "error"]);
  client.custom("after");
  hide();
  for (const event of page.sent()) expect(event).not.toHaveProperty("weight");
  expect(page.sent()).toHaveLength(4);
});

test("outside the sample a view keeps its vitals, however many events it had before", () => {
  const sent: Event[] = [];
  const keep = keepNotable("poor", 0, (event) => sent.push(event));
  const view = createView({ startTime: 0, start: 0, page: "/", navigationType: "navigate" });
  const say = (type: Event["type"], rating?: Note["rating"]) =>
    keep.gate({ type, name: "n", page: "/", sessionId: "s", ...view.stamp() }, { view, rating });
  for (let n = 0; n < 1_000; n++) say("custom");
  say("web_vital", "poor");
  keep.judge();
  expect(sent.length).toBeLessThan(200);
  expect(sent.at(-1)?.type).toBe("web_vital");
});

test("a view that was judged to be nothing stays so", () => {
  session(false);
  page.start({ sampleRate: 0.5, keep: "poor" });
  hide();
  throwUncaught(new Error("too late"));
  hide();
  expect(page.sent()).toEqual([]);
});

test("a notable view of the sample counts as one from when it is judged, and its page view says so again", () => {
  session(true);
  page.start({ sampleRate: 0.5, keep: "poor" });
  throwUncaught(new Error("e"));
  hide();
  const events = page.sent();
  expect(events.map(({ type, weight }) => [type, weight])).toEqual([
    ["page_view", 2],
    ["error", undefined],
    ["page_view", undefined],
  ]);
  const latest = [...events].sort((a, b) => b.ts - a.ts)[0]!;
  expect(latest).toMatchObject({ type: "page_view", viewId: events[0]!.viewId });
  expect(latest).not.toHaveProperty("weight");
  expect(new Set(events.map(({ id }) => id)).size).toBe(3);
});

describe("the weights of a population", () => {
  const view = () => createView({ startTime: 0, start: 0, page: "/", navigationType: "navigate" });
  const rate = 0.1;

  /** The weight that the server would see of a view with this vital. */
  function weightOf(session: string, rating: Note["rating"], worst: "poor" | "not-good"): number {
    const sent: Event[] = [];
    const keep = keepNotable(worst, inSample(session, rate) ? 1 / rate : 0, (event) => sent.push(event));
    const seen = view();
    for (const type of ["page_view", "web_vital"] as const) {
      keep.gate({ type, name: "n", page: "/", sessionId: session, ...seen.stamp() }, { view: seen, rating });
    }
    keep.judge();
    const latest = sent.sort((a, b) => a.ts - b.ts).pop();
    return latest ? (latest.weight ?? 1) : 0;
  }

  test.each([
    ["poor", "poor", 5_000],
    ["not-good", "needs-improvement", 5_000],
    ["poor", "needs-improvement", undefined],
    ["not-good", "good", undefined],
  ] as const)(
    "keeping %s, views rated %s count exactly, or on average, as many as they are",
    (worst, rating, exact) => {
      let sum = 0;
      for (let n = 0; n < 5_000; n++) sum += weightOf(id(n), rating, worst);
      if (exact) expect(sum).toBe(exact);
      else expect(Math.abs(sum / 5_000 - 1)).toBeLessThan(0.16); // 3.8 standard errors
    },
  );
});
