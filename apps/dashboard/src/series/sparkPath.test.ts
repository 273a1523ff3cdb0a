import { describe, expect, it } from "vitest";
import { sparkPath } from "./sparkPath.ts";

describe("a small trend", () => {
  it("goes from the ground to the greatest value", () => {
    expect(sparkPath([0, 5, 10], 100, 20)).toBe("M0 20L50 10L100 0");
  });

  it("is broken where there is no value, and shows a value alone as a dot", () => {
    expect(sparkPath([10, null, 10, 5], 90, 20)).toBe("M0 0h0M60 0L90 10");
  });

  it("lies on the ground where all is 0, and is nothing of nothing", () => {
    expect(sparkPath([0, 0], 100, 20)).toBe("M0 20L100 20");
    expect(sparkPath([], 100, 20)).toBe("");
  });
});
