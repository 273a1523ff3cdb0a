import { rangeOf, type RangeName } from "./ranges.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The longest time that the API answers about. */
const longest = 400 * day;

/** A time from one moment until before another, as RFC 3339 in UTC. */
export interface Custom {
  from: string;
  to: string;
}

/** The time on screen: a custom one, else the range back from now. */
export interface Span {
  range: RangeName;
  custom?: Custom | undefined;
}

/** Reads a custom time; null where it is none, is the wrong way round, or is longer than what is answered. */
export function readCustom(from: unknown, to: unknown): Custom | null {
  if (typeof from !== "string" || typeof to !== "string") return null;
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (!(start >= 0 && start < end && end - start <= longest)) return null;
  return { from: shortest(start), to: shortest(end) };
}

/** A moment without the milliseconds that are 0: 2026-11-01T00:00:00Z. */
function shortest(moment: number): string {
  return new Date(moment).toISOString().replace(".000Z", "Z");
}

export function lengthOf({ range, custom }: Span): number {
  return custom === undefined ? rangeOf(range).milliseconds : Date.parse(custom.to) - Date.parse(custom.from);
}

const steps = [
  ["1 minute", minute],
  ["2 minutes", 2 * minute],
  ["5 minutes", 5 * minute],
  ["10 minutes", 10 * minute],
  ["30 minutes", 30 * minute],
  ["1 hour", hour],
  ["3 hours", 3 * hour],
  ["6 hours", 6 * hour],
  ["12 hours", 12 * hour],
  ["1 day", day],
] as const;

/**
 * The interval that cuts a time into at most 56 buckets: enough to see a shape, few enough that each holds the page
 * views a percentile needs. A day is the longest there is, so that long times have more.
 */
export function intervalOf(span: Span): string {
  const length = lengthOf(span);
  return steps.find(([, milliseconds]) => length / milliseconds <= 56)?.[0] ?? "1 day";
}
