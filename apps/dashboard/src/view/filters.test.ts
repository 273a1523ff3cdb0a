import { describe, expect, it } from "vitest";
import { addFilter, filterable, readFilter, readFilters, removeFilter, writeFilter, type Filter } from "./filters.ts";

const mobile: Filter = { dimension: "device", negated: false, values: ["mobile"] };

describe("filters", () => {
  it.each(["device:mobile", "device!:mobile,tablet", "browser:a:b", "release:!x", "country:(unknown)"])(
    "%s comes back as it was written",
    (text) => {
      const filter = readFilter(text);
      expect(filter && writeFilter(filter)).toBe(text);
    },
  );

  it("knows a dimension by its other spellings, and every value once", () => {
    expect(readFilter("deviceType:mobile,mobile,,")).toEqual(mobile);
  });

  it("reads one or several, without repeats and without what is unknown", () => {
    expect(readFilters("device:mobile")).toEqual([mobile]);
    expect(readFilters(["device:mobile", "colour:red", "device:mobile", 7, null])).toEqual([mobile]);
    expect(readFilters(undefined)).toEqual([]);
  });

  it("takes as many as the API takes", () => {
    expect(readFilters(Array.from({ length: 30 }, (_, place) => `release:${place}`))).toHaveLength(10);
    expect(readFilter(`release:${Array.from({ length: 80 }, (_, place) => place).join()}`)?.values).toHaveLength(50);
  });

  it("adds a value to the filter of its dimension and sense, once", () => {
    const both = addFilter(addFilter([mobile], "device", "tablet"), "device", "tablet");
    expect(both).toEqual([{ ...mobile, values: ["mobile", "tablet"] }]);
    expect(addFilter(both, "device", "desktop", true)).toHaveLength(2);
  });

  it("goes with its last value", () => {
    const two: Filter = { ...mobile, values: ["mobile", "tablet"] };
    expect(removeFilter([two], two, "tablet")).toEqual([mobile]);
    expect(removeFilter([mobile], mobile, "mobile")).toEqual([]);
  });

  it("knows that a comma parts values", () => {
    expect([filterable("a"), filterable("a,b"), filterable("")]).toEqual([true, false, false]);
  });
});
