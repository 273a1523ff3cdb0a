/** What stands for "no data". A real 0 is shown as 0. */
export const noData = "–";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** A count in full: 12,345. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** A count where room is scarce: in full below a million, then 12.3M. */
export function formatShortCount(count: number): string {
  return Math.abs(count) < 1_000_000 ? whole.format(count) : short.format(count);
}

/**
 * As many as there were: what was measured or, where that is a sample, about as many as it stands for. The marks of a
 * sentence around it are the caller's.
 */
export function formatEstimate(estimated: number, measured: number, format = formatCount): string {
  return estimated === measured ? format(measured) : `about ${format(estimated)}`;
}

/** "2 page views", or "about 20 page views (2 measured)". */
export function formatEstimated(estimated: number, measured: number, one: string, many = `${one}s`): string {
  if (estimated === measured) return formatCounted(measured, one, many);
  return `about ${formatCounted(Math.round(estimated), one, many)} (${formatCount(measured)} measured)`;
}

/** A part of a whole in per cent. Something is never shown as nothing, and less than all never as all. */
export function formatShare(part: number, total: number): string {
  if (total === 0) return noData;
  const percent = (part / total) * 100;
  if (percent > 0 && percent < 1) return "<1 %";
  if (percent > 99 && percent < 100) return ">99 %";
  return `${Math.round(percent)} %`;
}

/** "1 page view", "2 page views". */
export function formatCounted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
