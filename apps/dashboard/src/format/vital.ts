import type { VitalName } from "../../../../schema/wire.gen.ts";
import { noData } from "./number.ts";

/** How each vital's value is written. Keyed by the registry: a vital without an entry does not compile. */
const formats: Record<VitalName, (value: number) => string> = {
  LCP: formatDuration,
  INP: formatDuration,
  CLS: formatScore,
  FCP: formatDuration,
  TTFB: formatDuration,
  FID: formatDuration,
};

/** A vital's value with its unit, or the sign for "no data". */
export function formatVital(vital: VitalName, value: number | null): string {
  return value === null ? noData : formats[vital](value);
}

/** Milliseconds, at three significant digits: 0 ms, 0.4 ms, 48 ms, 2.41 s, 12.4 s, 125 s. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return "0 ms";
  if (milliseconds < 0.1) return "<0.1 ms";
  if (milliseconds < 9.95) return `${trimmed(milliseconds, 1)} ms`;
  const rounded = Math.round(milliseconds);
  if (rounded < 1000) return `${rounded} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  return `${Math.round(seconds)} s`;
}

/** A score without a unit: 0, <0.001, 0.104, 1.25. */
export function formatScore(score: number): string {
  if (score === 0) return "0";
  if (score < 0.001) return "<0.001";
  return score < 0.9995 ? score.toFixed(3) : score.toFixed(2);
}

/** A threshold or a tick of an axis, without needless digits: 2.5 s, 200 ms, 0.1. */
export function formatBound(vital: VitalName, value: number): string {
  if (vital === "CLS") return trimmed(value, 3);
  return value < 1000 ? `${trimmed(value, 1)} ms` : `${trimmed(value / 1000, 2)} s`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
