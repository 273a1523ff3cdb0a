import { dimensions, vitals, type DimensionName, type VitalName } from "../../../../schema/wire.gen.ts";
import { percentiles, seriesPercentiles, type Percentile, type SeriesPercentile } from "./percentiles.ts";
import { ranges, type RangeName } from "./ranges.ts";

/** Everything that changes what is on screen. It lives in the URL, so that a link shows the same thing. */
export interface View {
  project?: string;
  range: RangeName;
  percentile: Percentile;
  vital: VitalName;
  dimension: DimensionName;
  /** The lines of the time series. */
  series: readonly SeriesPercentile[];
  /** What the pages table is searched for. */
  search: string;
}

export const defaultView: View = {
  range: "24h",
  percentile: "p75",
  vital: "LCP",
  dimension: "device",
  series: ["p50", "p75", "p95"],
  search: "",
};

const projectKey = /^[A-Za-z0-9_-]{1,64}$/;

/** Reads a view out of search parameters. What is missing or unknown becomes its default: a link never breaks the page. */
export function readView(params: Readonly<Record<string, unknown>>): View {
  const project = text(params.project);
  return {
    ...(projectKey.test(project) ? { project } : {}),
    range: oneOf(
      ranges.map((range) => range.name),
      params.range,
      defaultView.range,
    ),
    percentile: oneOf(percentiles, params.percentile, defaultView.percentile),
    vital: oneOf(
      vitals.map((vital) => vital.name),
      text(params.vital).toUpperCase(),
      defaultView.vital,
    ),
    dimension: oneOf(
      dimensions.map((dimension) => dimension.name),
      params.dimension,
      defaultView.dimension,
    ),
    series: readSeries(params.series),
    search: text(params.search).slice(0, 200),
  };
}

/** The search parameters of a view; defaults are left out, so that links stay short. */
export function writeView(view: View): Record<string, string> {
  const params: Record<string, string> = {};
  if (view.project !== undefined) params.project = view.project;
  if (view.range !== defaultView.range) params.range = view.range;
  if (view.percentile !== defaultView.percentile) params.percentile = view.percentile;
  if (view.vital !== defaultView.vital) params.vital = view.vital;
  if (view.dimension !== defaultView.dimension) params.dimension = view.dimension;
  if (view.series.join() !== defaultView.series.join()) params.series = view.series.join(".") || "none";
  if (view.search !== "") params.search = view.search;
  return params;
}

/** `p50.p75` in a link, `none` for no line; a list where the router hands back what was read before. */
function readSeries(value: unknown): readonly SeriesPercentile[] {
  const names: readonly unknown[] = Array.isArray(value) ? value : text(value).split(".");
  const series = seriesPercentiles.filter((percentile) => names.includes(percentile));
  const noneAsked = value === "none" || (Array.isArray(value) && value.length === 0);
  return series.length > 0 || noneAsked ? series : defaultView.series;
}

function oneOf<Name extends string>(names: readonly Name[], value: unknown, otherwise: Name): Name {
  return names.find((name) => name === value) ?? otherwise;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
