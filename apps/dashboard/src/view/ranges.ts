/**
 * The spans one can look at, and the interval that cuts each into 30 to 56 buckets: enough to see a
 * shape, few enough that each holds the page views a percentile needs.
 */
export const ranges = [
  { name: "1h", title: "Last hour", interval: "2 minutes" },
  { name: "6h", title: "Last 6 hours", interval: "10 minutes" },
  { name: "24h", title: "Last 24 hours", interval: "30 minutes" },
  { name: "7d", title: "Last 7 days", interval: "3 hours" },
  { name: "30d", title: "Last 30 days", interval: "1 day" },
] as const;

export type RangeName = (typeof ranges)[number]["name"];

export function rangeOf(name: RangeName): (typeof ranges)[number] {
  return ranges.find((range) => range.name === name) ?? ranges[2];
}
