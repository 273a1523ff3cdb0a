import { expect, it } from "vitest";
import type { JSError, PageView } from "../../../../schema/wire.gen.ts";
import { describePause, journey } from "./journey.ts";

const view = (id: string, second: number) =>
  ({ view_id: id, timestamp: new Date(second * 1000).toISOString() }) as PageView;
const error = (id: string, of: string | null, second: number) =>
  ({ id, view_id: of, timestamp: new Date(second * 1000).toISOString() }) as JSError;

it("puts errors with their page views, and those of none where they happened", () => {
  const steps = journey(
    [view("b", 20), view("a", 10)],
    [error("of a", "a", 11), error("of none", null, 15), error("of one that is gone", "x", 30)],
  );
  const told = steps.map(({ step, pause }) => [
    step.kind === "view" ? step.view.view_id : step.error.id,
    pause,
    step.kind === "view" ? step.errors.map(({ id }) => id) : [],
  ]);
  expect(told).toEqual([
    ["a", null, ["of a"]],
    ["of none", 5000, []],
    ["b", 5000, []],
    ["of one that is gone", 10_000, []],
  ]);
});

it("says pauses as people do", () => {
  expect([-5, 0, 400, 12_400, 89_000, 91_000, 3_600_000, 7_200_000].map(describePause)).toEqual([
    "0 ms",
    "0 ms",
    "400 ms",
    "12 s",
    "89 s",
    "2 min",
    "60 min",
    "2 h",
  ]);
});
