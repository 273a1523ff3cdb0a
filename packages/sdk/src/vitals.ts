import { onCLS, onFCP, onINP, onLCP, onTTFB, type MetricType } from "web-vitals";
import type { VitalName, vitals } from "../../../schema/wire.gen";
import { trackFID } from "./fid";
import type { Guard } from "./guard";
import type { Stop } from "./listen";

/** Hears a vital, its value as it goes on the wire, and when its page view began on the performance timeline. */
export type OnVital = (name: VitalName, value: number, time: number) => void;

/** A vital that the registry gives no unit: the compiler asks for its scale. */
type ScoreName = Extract<(typeof vitals)[number], { unit: "" }>["name"];
const scoreScales: Record<ScoreName, number> = { CLS: 10_000 };

/** The one place where values are rounded: to 0.1 ms, and scores to their scale. What is sent is what is stored. */
function round(name: VitalName, value: number): number {
  const scale = scoreScales[name as ScoreName] ?? 10;
  return Math.round(value * scale) / scale;
}

/**
 * Reports every vital as soon as it is known, and again whenever it has changed by the time the page is hidden;
 * the server keeps the latest. `navigationStartTime` tells a restored view's metrics from those of the view
 * before, even when these come late.
 */
export function trackVitals(guard: Guard, report: OnVital): Stop {
  let active = true; // web-vitals cannot be unsubscribed
  const tell = guard((name: VitalName, value: number, time: number) => {
    if (active) report(name, round(name, value), time);
  });
  const onMetric = ({ name, value, navigationStartTime = 0 }: MetricType) => tell(name, value, navigationStartTime);

  onTTFB(onMetric);
  onFCP(onMetric);
  onLCP(onMetric);
  onCLS(onMetric);
  // Every change of INP, not only the last: web-vitals 6.2.3 takes entries in when the browser is idle. A page that is
  // left between an interaction and that moment is reported without it: on hidden, onINP reports first and takes
  // the waiting entries in afterwards (src/onINP.ts, src/lib/whenIdleOrHidden.ts). Then this change is still heard.
  onINP(onMetric, { reportAllChanges: true });
  const stopFID = trackFID((delay, time) => tell("FID", delay, time));

  return () => {
    active = false;
    stopFID();
  };
}
