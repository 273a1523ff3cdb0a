import { describe, expect, it } from "vitest";
import { parseSearch, stringifySearch } from "./searchString.ts";
import { defaultView, readView, writeView, type View } from "./view.ts";

describe("the view in the URL", () => {
  it("comes back as it was written", () => {
    const view: View = {
      project: "my-website",
      range: "7d",
      filters: [
        { dimension: "device", negated: false, values: ["mobile", "tablet"] },
        { dimension: "country", negated: true, values: ["(unknown)"] },
      ],
      percentile: "p95",
      vital: "INP",
      dimension: "country",
      series: ["p50", "p95"],
      search: "/product & more",
      sort: "-lcp",
    };
    expect(readView(parseSearch(stringifySearch(writeView(view))))).toEqual(view);
  });

  it("leaves defaults out", () => {
    expect(writeView({ ...defaultView, project: "demo" })).toEqual({ project: "demo" });
  });

  it("can say that no line is drawn", () => {
    expect(readView(writeView({ ...defaultView, series: [] })).series).toEqual([]);
  });

  it("reads again what it has read, as the router asks", () => {
    const view: View = {
      ...defaultView,
      series: [],
      search: "x",
      custom: { from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z" },
      filters: [{ dimension: "browser", negated: true, values: ["Chrome"] }],
    };
    expect(readView({ ...view })).toEqual(view);
  });

  it("writes links that can be read", () => {
    const filters = [{ dimension: "device", negated: true, values: ["mobile", "tablet"] } as const];
    const custom = { from: "2026-11-01T00:00:00Z", to: "2026-11-02T12:30:00Z" };
    expect(stringifySearch(writeView({ ...defaultView, custom, filters }))).toBe(
      "?from=2026-11-01T00:00:00Z&to=2026-11-02T12:30:00Z&filter=device!:mobile,tablet",
    );
  });

  it("reads a vital in either case", () => {
    expect(readView({ vital: "cls" }).vital).toBe("CLS");
  });

  it.each([
    ["an unknown range", { range: "99y" }],
    ["an unknown percentile", { percentile: "p100" }],
    ["an unknown vital", { vital: "constructor" }],
    ["an unknown dimension", { dimension: "__proto__" }],
    ["values that are not text", { range: 24, series: 50, search: { a: 1 } }],
    ["a filter of an unknown dimension", { filter: "__proto__:x" }],
    ["a filter without a value", { filter: ["device:", "device!:,", ":mobile", "device"] }],
    ["a custom time that ends before it begins", { from: "2026-11-02T00:00:00Z", to: "2026-11-01T00:00:00Z" }],
    ["a custom time without an end", { from: "2026-11-02T00:00:00Z" }],
    ["a custom time that is too long", { from: "2020-11-02T00:00:00Z", to: "2026-11-01T00:00:00Z" }],
    ["a sorting by what cannot be a column", { sort: "lcp; drop" }],
    ["a project key that cannot be one", { project: "../../etc" }],
  ])("takes the default for %s", (_, params) => {
    expect(readView(params)).toEqual(defaultView);
  });

  it.each(["2024", "1e5", "null", "true"])("keeps the project key %s as text", (project) => {
    expect(readView(parseSearch(`?project=${project}`)).project).toBe(project);
    expect(stringifySearch({ project })).toBe(`?project=${project}`);
  });
});
