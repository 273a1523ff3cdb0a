import { dimensions, vitals, type DimensionName, type VitalName } from "../../../../schema/wire.gen.ts";
import { readFilters, writeFilter } from "./filters.ts";
import { percentiles, seriesPercentiles, type Percentile } from "./percentiles.ts";
import { ranges } from "./ranges.ts";
import type { Scope } from "./scope.ts";
import { readCustom } from "./span.ts";

/** Everything that changes what is on screen. It lives in the URL, so that a link shows the same thing. */
export interface View extends Scope {
  project?: string;
  percentile: Percentile;
  vital: VitalName;
  dimension: DimensionName;
  /** The lines of the time series. */
  series: readonly Percentile[];
  /** What the screen's list is searched for. */
  search: string;
  /** What the screen's list is sorted by: a column, with a minus before it for the greatest first; empty for its own order. */
  sort: string;
}

export const defaultView: View = {
  range: "24h",
  filters: [],
  percentile: "p75",
  vital: "LCP",
  dimension: "device",
  series: ["p50", "p75", "p95"],
  search: "",
  sort: "",
};

const projectKey = /^[A-Za-z0-9_-]{1,64}$/;
const sorting = /^-?[a-z0-9_]{1,32}$/;

/** Reads a view out of search parameters. What is missing or unknown becomes its default: a link never breaks the page. */
export function readView(params: Readonly<Record<string, unknown>>): View {
  const project = text(params.project);
  const custom = readCustom(params.from, params.to) ?? customOf(params.custom);
  return {
    ...(projectKey.test(project) ? { project } : {}),
    range: oneOf(names(ranges), params.range, defaultView.range),
    ...(custom === null ? {} : { custom }),
    filters: readFilters(params.filter ?? params.filters),
    percentile: oneOf(percentiles, params.percentile, defaultView.percentile),
    vital: readVital(params.vital),
    dimension: oneOf(names(dimensions), params.dimension, defaultView.dimension),
    series: readSeries(params.series),
    search: text(params.search).slice(0, 200),
    sort: sorting.test(text(params.sort)) ? text(params.sort) : "",
  };
}

/** A vital by its name in either case, as links and addresses have it. */
export function readVital(value: unknown): VitalName {
  return oneOf(names(vitals), text(value).toUpperCase(), defaultView.vital);
}

/** The search parameters of a view; defaults are left out, so that links stay short. */
export function writeView(view: View): Record<string, string | string[]> {
  const params: Record<string, string | string[]> = {};
  if (view.project !== undefined) params.project = view.project;
  if (view.custom !== undefined) Object.assign(params, view.custom);
  else if (view.range !== defaultView.range) params.range = view.range;
  if (view.percentile !== defaultView.percentile) params.percentile = view.percentile;
  if (view.vital !== defaultView.vital) params.vital = view.vital;
  if (view.dimension !== defaultView.dimension) params.dimension = view.dimension;
  if (view.series.join() !== defaultView.series.join()) params.series = view.series.join(".") || "none";
  if (view.filters.length > 0) params.filter = view.filters.map(writeFilter);
  if (view.search !== "") params.search = view.search;
  if (view.sort !== "") params.sort = view.sort;
  return params;
}

/** `p50.p75` in a link, `none` for no line; a list where the router hands back what was read before. */
function readSeries(value: unknown): readonly Percentile[] {
  const asked: readonly unknown[] = Array.isArray(value) ? value : text(value).split(".");
  const series = seriesPercentiles.filter((percentile) => asked.includes(percentile));
  const noneAsked = value === "none" || (Array.isArray(value) && value.length === 0);
  return series.length > 0 || noneAsked ? series : defaultView.series;
}

/** The router hands back what was read before. */
function customOf(value: unknown) {
  if (typeof value !== "object" || value === null) return null;
  return readCustom(Reflect.get(value, "from"), Reflect.get(value, "to"));
}

function names<Name extends string>(entries: readonly { name: Name }[]): readonly Name[] {
  return entries.map(({ name }) => name);
}

function oneOf<Name extends string>(allowed: readonly Name[], value: unknown, otherwise: Name): Name {
  return allowed.find((name) => name === value) ?? otherwise;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
