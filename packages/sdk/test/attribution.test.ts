import { beforeEach, expect, test } from "vitest";
import { explainCLS } from "../src/attribution/cls";
import { createFrames } from "../src/attribution/frames";
import { explainINP } from "../src/attribution/inp";
import { createMemory } from "../src/attribution/memory";
import { patternOf } from "../src/timings";
import { stripURL } from "../src/url";

beforeEach(() => {
  document.body.innerHTML = '<main><button class="buy"></button><p class="note"></p></main>';
});
const button = () => document.querySelector("button");

const event = (
  name: string,
  startTime: number,
  duration: number,
  from: number,
  to: number,
  target: Node | null = null,
) => ({ entryType: "event", name, startTime, duration, processingStart: from, processingEnd: to, target }) as never;

const metric = (entries: object[], value = 0) => ({ entries, value }) as never;

test("INP: the parts of all events of one paint, the pressed element, and the longest script within", () => {
  const memory = createMemory();
  const frames = createFrames(memory.elementOf);
  const script = (invoker: string, startTime: number, duration: number) => ({
    invoker,
    startTime,
    duration,
    sourceURL: "https://shop.test/app.js?v=1",
    sourceFunctionName: "buy",
  });
  frames.keep([
    event("pointerover", 998, 306, 1_000, 1_001, document.querySelector("p")),
    event("pointerup", 1_000, 304, 1_010, 1_012),
    event("click", 1_000, 304, 1_012, 1_280, button()),
    {
      startTime: 990,
      duration: 320,
      scripts: [script("BUTTON#buy.onclick", 1_012, 260), script("#u-48213.onclick", 900, 130)],
    } as never,
  ]);
  button()!.remove(); // it may be gone by the time of the report
  expect(explainINP(metric([event("pointerup", 1_000, 304, 1_010, 1_012)]), frames, stripURL)).toEqual({
    interactionTarget: "main>button.buy",
    interactionType: "pointer",
    inputDelay: 0,
    processingDuration: 280,
    presentationDelay: 24,
    script: { url: "https://shop.test/app.js", function: "buy", invoker: "BUTTON#buy.onclick", duration: 260 },
  });
});

test("INP of an interaction that was too short to be told of has no attribution", () => {
  expect(
    explainINP(
      metric([]),
      createFrames(() => undefined),
      stripURL,
    ),
  ).toBeUndefined();
});

test("CLS: the largest shifts, each element once, three at most, remembered after they are gone", () => {
  const memory = createMemory();
  const shift = (value: number, node: Node | null) => ({ value, sources: [{ node }] }) as never;
  const text = document.createTextNode("x");
  document.querySelector("p")!.append(text);
  const shifts = [
    shift(0.01, button()),
    shift(0.2, text),
    shift(0.1, button()),
    shift(0.05, document.querySelector("main")),
    shift(0.04, document.body),
  ];
  memory.keep(shifts);
  document.body.innerHTML = "";
  const sources = [
    { target: "main>p.note", value: 0.2 },
    { target: "main>button.buy", value: 0.1 },
    { target: "main", value: 0.05 },
  ];
  expect(explainCLS(metric(shifts), memory)).toEqual({ largestShiftTarget: "main>p.note", sources });
});

test("timings are chosen by a pattern", () => {
  expect(["app-start", "app-", "my-app-x", "app.x"].map((name) => patternOf("app-*").test(name))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(patternOf("a.b").test("axb")).toBe(false);
  expect(patternOf(/x/).source).toBe("x");
});
