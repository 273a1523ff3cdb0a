/** Below it a weight would be greater than the server believes. */
const LEAST_RATE = 1e-4;

/** The share of sessions that is measured: 1 when it is not said, 0 or from 0.0001 to 1. */
export const rateOf = (rate = 1): number => (rate > 0 ? Math.min(Math.max(rate, LEAST_RATE), 1) : rate <= 0 ? 0 : 1);

/**
 * Whether a session is in the sample: always the same answer for the same session. FNV-1a, mixed once more since
 * ids differ little: http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function inSample(session: string, rate: number): boolean {
  let hash = 0x811c9dc5;
  for (let i = 0; i < session.length; i++) hash = Math.imul(hash ^ session.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32 < rate;
}
