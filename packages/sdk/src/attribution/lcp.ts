import type { LCPMetric } from "web-vitals";
import type { LCPAttribution } from "../../../../schema/wire.gen";
import type { Memory } from "./memory";
import { ms } from "./round";

const started = ({ requestStart, startTime }: PerformanceResourceTiming) => requestStart || startTime;

/** What the browser loaded for the element: the latest request for its URL that began before it was painted. */
function resourceOf({ url, startTime }: LargestContentfulPaint): PerformanceResourceTiming | undefined {
  if (!url) return;
  const same = performance.getEntriesByName(url, "resource") as PerformanceResourceTiming[];
  return same.filter((entry) => started(entry) <= startTime).pop();
}

/** The largest element, and the four parts that its LCP is the sum of. */
export function explainLCP(
  metric: LCPMetric,
  memory: Memory,
  scrub: (url: string) => string,
): LCPAttribution | undefined {
  const { value, navigationType, navigationStartTime = 0 } = metric;
  const entry = metric.entries[metric.entries.length - 1];
  if (!entry) return; // a restored view is painted from memory

  const navigation = performance.getEntriesByType("navigation")[0];
  const soft = navigationType === "soft-navigation";
  const origin = soft ? navigationStartTime : (navigation?.activationStart ?? 0);
  const ttfb = soft ? 0 : Math.max(0, (navigation?.responseStart ?? 0) - origin);
  const resource = resourceOf(entry);
  const requested = Math.max(ttfb, resource ? started(resource) - origin : 0);
  // A video goes on loading after its first frame was painted.
  const loaded = Math.min(value, Math.max(requested, resource ? resource.responseEnd - origin : 0));
  return {
    target: memory.elementOf(entry),
    // An image in the page itself (data:) has a URL that tells nothing and has no end.
    url: /^http/.test(entry.url) ? scrub(entry.url) : undefined,
    timeToFirstByte: ms(ttfb),
    resourceLoadDelay: ms(requested - ttfb),
    resourceLoadDuration: ms(loaded - requested),
    elementRenderDelay: ms(value - loaded),
  };
}
