/** The percentiles of a summary; p75 first, because the thresholds of the vitals are defined at it. */
export const percentiles = ["p75", "p50", "p90", "p95", "p99"] as const;

export type Percentile = (typeof percentiles)[number];

export const percentileTitles: Record<Percentile, string> = {
  p75: "p75, the standard",
  p50: "p50, the median",
  p90: "p90",
  p95: "p95, the slow tail",
  p99: "p99, the worst",
};

/** The lines the time series can draw. */
export const seriesPercentiles = ["p50", "p75", "p90", "p95", "p99"] as const;

/** Page lists and breakdowns carry p75 and p95; every other choice is answered with p75. */
export function listPercentile(percentile: Percentile): "p75" | "p95" {
  return percentile === "p95" ? "p95" : "p75";
}
