import { describe, expect, it } from "vitest";
import { barsOf, edgeTicks, placeOf, shareTicks } from "./bars.ts";

const bins = [
  { from: 0, to: 100, count: 4 },
  { from: 100, to: 200, count: 3 },
  { from: 200, to: 300, count: 0 },
  { from: 300, to: null, count: 1 },
];
const bars = barsOf({ bins, good: 100, poor: 300 });

describe("bins as bars", () => {
  it("have one rating each, told by their lower edge", () => {
    expect(bars.map((bar) => bar.rating)).toEqual(["good", "needs-improvement", "needs-improvement", "poor"]);
  });

  it("fill the plot side by side, and share out all page views", () => {
    const last = bars.at(-1)!;
    expect(last.start + last.width).toBeCloseTo(1);
    expect(
      bars.slice(1).every((bar, place) => Math.abs(bar.start - bars[place]!.start - bars[place]!.width) < 1e-9),
    ).toBe(true);
    expect(bars.reduce((sum, bar) => sum + bar.share, 0)).toBe(1);
  });

  it("tell where a value stands", () => {
    expect(placeOf(bars, 0)).toBe(0);
    expect(placeOf(bars, 150)).toBeCloseTo(1.5 / 5);
    expect(placeOf(bars, 1e9)).toBeCloseTo(4 / 5);
    expect(placeOf([], 1)).toBe(1);
  });

  it("are none for no data", () => {
    expect(barsOf({ bins: [], good: 1, poor: 2 })).toEqual([]);
    expect(shareTicks([])).toEqual([0, 0.01]);
  });
});

describe("ticks", () => {
  it("name both thresholds, and no edge close to one", () => {
    const many = Array.from({ length: 40 }, (_, place) => ({ from: place * 100, to: (place + 1) * 100, count: 1 }));
    const ticks = edgeTicks(many, [1000, 2500], 8);
    expect(ticks).toContain(1000);
    expect(ticks).toContain(2500);
    expect(ticks.every((tick, place) => place === 0 || tick - ticks[place - 1]! >= 250)).toBe(true);
  });

  it("are round shares above the highest bar", () => {
    expect(shareTicks(bars)).toEqual([0, 0.2, 0.4, 0.6000000000000001]);
  });
});
