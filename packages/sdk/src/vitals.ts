import { onCLS, onFCP, onINP, onLCP, onTTFB, type MetricType } from "web-vitals";
import type { VitalName, vitals } from "../../../schema/wire.gen";

/** What web-vitals reports. */
export type Metric = MetricType;
export type Rating = Metric["rating"];

/** A vital that the registry gives no unit: the compiler asks for its scale. */
type ScoreName = Extract<(typeof vitals)[number], { unit: "" }>["name"];
const scoreScales: Record<ScoreName, number> = { CLS: 10_000 };

/** The one place where values are rounded: to 0.1 ms, and scores to their scale. What is sent is what is stored. */
export function roundVital(name: VitalName, value: number): number {
  const scale = scoreScales[name as ScoreName] ?? 10;
  return Math.round(value * scale) / scale;
}

/**
 * Hears every vital as soon as it is known, and again whenever it has changed by the time the page is hidden; the
 * server keeps the latest. web-vitals cannot be unsubscribed: who no longer listens must not record.
 */
export function hearVitals(hear: (metric: Metric) => void, reportSoftNavs = false, everyCLS = false) {
  const options = { reportSoftNavs };
  onTTFB(hear, options);
  onFCP(hear, options);
  onLCP(hear, options);
  onCLS(hear, { reportSoftNavs, reportAllChanges: everyCLS });
  // Every change of INP, not only the last: web-vitals 6.2.3 takes entries in when the browser is idle. A page that is
  // left between an interaction and that moment is reported without it: on hidden, onINP reports first and takes
  // the waiting entries in afterwards (src/onINP.ts, src/lib/whenIdleOrHidden.ts). Then this change is still heard.
  onINP(hear, { reportSoftNavs, reportAllChanges: true });
}
