import { describe, expect, it } from "vitest";
import { ranges } from "./ranges.ts";
import { intervalOf, lengthOf, readCustom, type Span } from "./span.ts";

describe("the time on screen", () => {
  it("is cut into enough buckets to see a shape, and few enough to hold page views", () => {
    for (const { name, milliseconds } of ranges) {
      const [, amount = "", unit = ""] = /^(\d+) (minute|hour|day)/.exec(intervalOf({ range: name })) ?? [];
      const interval = Number(amount) * { minute: 60_000, hour: 3_600_000, day: 86_400_000 }[unit]!;
      expect(milliseconds / interval, name).toBeGreaterThanOrEqual(28);
      expect(milliseconds / interval, name).toBeLessThanOrEqual(90);
    }
  });

  it("is the custom one where there is one", () => {
    const span: Span = { range: "30d", custom: { from: "2026-11-01T00:00:00Z", to: "2026-11-01T02:00:00Z" } };
    expect([lengthOf(span), intervalOf(span)]).toEqual([7_200_000, "5 minutes"]);
  });

  it("is read in any time zone, and kept in UTC", () => {
    expect(readCustom("2026-11-01T01:00:00+01:00", "2026-11-01T01:00:00.500Z")).toEqual({
      from: "2026-11-01T00:00:00Z",
      to: "2026-11-01T01:00:00.500Z",
    });
  });
});
