const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;

/**
 * How long to wait after so many failures in a row: doubling from 1 s to 5 min, somewhere in the upper half of
 * it at random, so that the visitors of a site do not all come back in the same moment.
 */
export function backoff(failures: number, random = Math.random): number {
  const ceiling = Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
  return ceiling * (0.5 + random() / 2);
}

/**
 * A Retry-After header in ms from now, at most an hour: seconds or a date.
 * https://httpwg.org/specs/rfc9110.html#field.retry-after
 */
export function retryAfter(header: string | null, now = Date.now()): number {
  if (!header) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Math.min(Math.max(ms || 0, 0), 3_600_000);
}
