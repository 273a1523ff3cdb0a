import type { TTFBMetric } from "web-vitals";
import type { TTFBAttribution } from "../../../../schema/wire.gen";
import { ms } from "./round";

/** The parts that TTFB is the sum of. A restored view and a soft navigation waited for no answer and have none. */
export function explainTTFB({ value, entries }: TTFBMetric): TTFBAttribution | undefined {
  const entry = entries[0];
  if (!(entry instanceof PerformanceNavigationTiming)) return;
  const since = (time: number) => Math.max(time - (entry.activationStart ?? 0), 0);
  const waited = since(entry.workerStart || entry.fetchStart);
  const dns = since(entry.domainLookupStart);
  const connect = since(entry.connectStart);
  const connected = since(entry.connectEnd);
  return {
    waitingDuration: ms(waited),
    cacheDuration: ms(dns - waited),
    dnsDuration: ms(connect - dns),
    connectionDuration: ms(connected - connect),
    requestDuration: ms(value - connected),
  };
}
