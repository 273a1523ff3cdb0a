const hour = 3_600_000;
const day = 24 * hour;

/** The times back from now that one can look at with one choice. */
export const ranges = [
  { name: "1h", title: "Last hour", milliseconds: hour },
  { name: "6h", title: "Last 6 hours", milliseconds: 6 * hour },
  { name: "24h", title: "Last 24 hours", milliseconds: day },
  { name: "7d", title: "Last 7 days", milliseconds: 7 * day },
  { name: "30d", title: "Last 30 days", milliseconds: 30 * day },
  { name: "90d", title: "Last 90 days", milliseconds: 90 * day },
] as const;

export type RangeName = (typeof ranges)[number]["name"];

export function rangeOf(name: RangeName): (typeof ranges)[number] {
  return ranges.find((range) => range.name === name) ?? ranges[2];
}
