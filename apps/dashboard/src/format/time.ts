const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const moment = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const hourTick = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dayTick = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const bucketStart = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

const spanEnd = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

/** The viewer's time zone, as IANA names it: Europe/Berlin. */
export const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, in the greatest fitting unit: "now", "12 s ago", "3 min ago", "5 h ago", "2 d ago". */
export function formatAgo(timestamp: string, now: number): string {
  const elapsed = now - Date.parse(timestamp);
  if (Number.isNaN(elapsed)) return "at an unknown time";
  if (elapsed < 1_500) return "now";
  if (elapsed < minute) return `${Math.floor(elapsed / 1000)} s ago`;
  if (elapsed < hour) return `${Math.floor(elapsed / minute)} min ago`;
  if (elapsed < day) return `${Math.floor(elapsed / hour)} h ago`;
  return `${Math.floor(elapsed / day)} d ago`;
}

/** The whole moment in the viewer's time zone; the timestamp itself where it cannot be read. */
export function formatMoment(timestamp: string): string {
  return write(moment, timestamp);
}

/** A time from one moment to another, in the viewer's time zone; what both ends share is said once. */
export function formatSpan(from: string, to: string): string {
  return spanEnd.formatRange(new Date(from), new Date(to));
}

/** The time of day with seconds. */
export function formatClock(timestamp: string | number): string {
  return write(clock, timestamp);
}

/** The beginning of a bucket, as the chart's tooltip names it. */
export function formatBucketStart(timestamp: string): string {
  return write(bucketStart, timestamp);
}

/** A tick of the time axis: hours within a day or so, days beyond. */
export function formatTimeTick(timestamp: string, spanMilliseconds: number): string {
  return write(spanMilliseconds <= 2 * day ? hourTick : dayTick, timestamp);
}

function write(format: Intl.DateTimeFormat, timestamp: string | number): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? String(timestamp) : format.format(date);
}
