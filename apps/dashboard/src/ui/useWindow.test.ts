import { describe, expect, it } from "vitest";
import { windowOf } from "./useWindow.ts";

describe("the rows that are drawn", () => {
  it("are those that are visible, and some around them", () => {
    expect(windowOf(0, 720, 36, 10_000)).toEqual({ first: 0, end: 32 });
    expect(windowOf(36_000, 720, 36, 10_000)).toEqual({ first: 988, end: 1032 });
  });

  it("end with the list", () => {
    expect(windowOf(359_280, 720, 36, 10_000).end).toBe(10_000);
    expect(windowOf(0, 720, 36, 3)).toEqual({ first: 0, end: 3 });
  });

  it("are still some when the list has become shorter than what was scrolled", () => {
    const { first, end } = windowOf(36_000, 720, 36, 5);
    expect([first < end, end]).toEqual([true, 5]);
  });

  it("are none of none", () => {
    expect(windowOf(100, 720, 36, 0)).toEqual({ first: 0, end: 0 });
  });
});
