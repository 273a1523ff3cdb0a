import { describe, expect, it } from "vitest";
import { dimensions, vitals } from "../../../../schema/wire.gen.ts";
import { rate } from "../rating.ts";
import { formatDimensionValue } from "./dimension.ts";
import { linkTarget, pageLink } from "./link.ts";
import { formatCounted, formatEstimated, formatShare, formatShortCount } from "./number.ts";
import { formatAgo, formatMoment } from "./time.ts";
import { formatBound, formatVital } from "./vital.ts";

describe("values of vitals", () => {
  it.each(vitals.map((vital) => vital.name))("no data of %s is a dash and a real 0 is a 0", (name) => {
    expect(formatVital(name, null)).toBe("–");
    expect(formatVital(name, 0)).toBe(name === "CLS" ? "0" : "0 ms");
  });

  it.each([
    [0.04, "<0.1 ms"],
    [0.4, "0.4 ms"],
    [9.94, "9.9 ms"],
    [9.97, "10 ms"],
    [999.4, "999 ms"],
    [999.6, "1.00 s"],
    [2412.3, "2.41 s"],
    [9996, "10.0 s"],
    [99_960, "100 s"],
    [600_000, "600 s"],
  ])("%d milliseconds are %s", (value, text) => {
    expect(formatVital("LCP", value)).toBe(text);
  });

  it.each([
    [0.0004, "<0.001"],
    [0.1, "0.100"],
    [0.9996, "1.00"],
    [12.345, "12.35"],
  ])("a score of %d is %s", (value, text) => {
    expect(formatVital("CLS", value)).toBe(text);
  });

  it("writes thresholds without needless digits", () => {
    expect(vitals.map((vital) => formatBound(vital.name, vital.good))).toEqual([
      "2.5 s",
      "200 ms",
      "0.1",
      "1.8 s",
      "800 ms",
      "100 ms",
    ]);
  });
});

describe("ratings", () => {
  it("has no rating for no data, and rates a real 0 good", () => {
    expect(rate("CLS", null)).toBeNull();
    expect(rate("CLS", 0)).toBe("good");
  });

  it.each([
    [2500, "good"],
    [2500.1, "needs-improvement"],
    [4000, "needs-improvement"],
    [4000.1, "poor"],
  ])("rates an LCP of %d %s", (value, rating) => {
    expect(rate("LCP", value)).toBe(rating);
  });
});

describe("counts and shares", () => {
  it("never rounds something to nothing, nor less than all to all", () => {
    expect(formatShare(1, 1000)).toBe("<1 %");
    expect(formatShare(999, 1000)).toBe(">99 %");
    expect(formatShare(0, 1000)).toBe("0 %");
    expect(formatShare(0, 0)).toBe("–");
  });

  it("counts in words", () => {
    expect(formatCounted(1, "page view")).toBe("1 page view");
    expect(formatCounted(0, "page view")).toBe("0 page views");
    expect(formatEstimated(2, 2, "page view")).toBe("2 page views");
    expect(formatEstimated(1234.5, 120, "page view")).toBe("about 1,235 page views (120 measured)");
    expect(formatShortCount(9_999)).toBe("9,999");
    expect(formatShortCount(1_234_567)).toBe("1.23M");
  });
});

describe("values of dimensions", () => {
  it("says absent and capped values in words, in every dimension", () => {
    for (const { name } of dimensions) {
      expect(formatDimensionValue(name, "(unknown)")).toBe("Unknown");
      expect(formatDimensionValue(name, "(other)")).toBe("Other");
    }
  });

  it.each([
    ["country", "DE", "Germany"],
    ["country", "<b>x</b>", "<b>x</b>"],
    ["language", "de-AT", "Austrian German"],
    ["language", "not a tag!", "not a tag!"],
    ["device", "mobile", "Mobile"],
    ["navigation-type", "back-forward-cache", "Back forward cache"],
    ["connection", "4g", "4G"],
    ["connection", "slow-2g", "Slow 2G"],
    ["bot", "true", "Bots"],
    ["bot", "constructor", "constructor"],
    ["release", "v1.2", "v1.2"],
  ] as const)("%s %s is %s", (dimension, value, text) => {
    expect(formatDimensionValue(dimension, value)).toBe(text);
  });
});

describe("times", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");

  it.each([
    ["2026-11-23T12:00:05Z", "now"],
    ["2026-11-23T11:59:48Z", "12 s ago"],
    ["2026-11-23T11:57:00Z", "3 min ago"],
    ["2026-11-23T02:00:00Z", "10 h ago"],
    ["2026-11-20T12:00:00Z", "3 d ago"],
    ["nonsense", "at an unknown time"],
  ])("%s is %s", (timestamp, text) => {
    expect(formatAgo(timestamp, now)).toBe(text);
  });

  it("shows a timestamp that cannot be read as it is", () => {
    expect(formatMoment("nonsense")).toBe("nonsense");
  });
});

describe("links", () => {
  it.each(["javascript:alert(1)", "data:text/html,x", "//example.com", "/home", "vbscript:x", ""])(
    "%s is no link",
    (address) => {
      expect(linkTarget(address)).toBeNull();
    },
  );

  it("links plain pages only", () => {
    expect(pageLink("example.com", "/home")).toBe("https://example.com/home");
    expect(pageLink("localhost:8080", "/")).toBe("http://localhost:8080/");
    expect(pageLink("example.com", "/product/*")).toBeNull();
    expect(pageLink("evil.com/x?", "/home")).toBeNull();
    expect(pageLink("user@evil.com", "/home")).toBeNull();
  });
});
