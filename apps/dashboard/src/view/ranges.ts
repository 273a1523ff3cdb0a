/** The spans one can look at, and the interval that cuts each into enough buckets to see a shape, at most 200. */
export const ranges = [
  { name: "1h", title: "Last hour", interval: "1 minute" },
  { name: "6h", title: "Last 6 hours", interval: "5 minutes" },
  { name: "24h", title: "Last 24 hours", interval: "15 minutes" },
  { name: "7d", title: "Last 7 days", interval: "1 hour" },
  { name: "30d", title: "Last 30 days", interval: "6 hours" },
] as const;

export type RangeName = (typeof ranges)[number]["name"];

export function rangeOf(name: RangeName): (typeof ranges)[number] {
  return ranges.find((range) => range.name === name) ?? ranges[2];
}
