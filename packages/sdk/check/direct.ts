import { onCLS, onFCP, onINP, onLCP, onTTFB, type MetricType } from "web-vitals";

/** What was reported in this page without the SDK. */
export interface Report {
  name: string;
  value: number;
  navigationType: string;
}

/** Hears web-vitals, and for FID the browser itself, with the options that are right for comparing. */
export function reportDirectly(take: (report: Report) => void) {
  const hear = ({ name, value, navigationType }: MetricType) => take({ name, value, navigationType });
  const reportSoftNavs = true;
  onTTFB(hear, { reportSoftNavs });
  onFCP(hear, { reportSoftNavs });
  onLCP(hear, { reportSoftNavs });
  onCLS(hear, { reportSoftNavs });
  // Every change: the last interaction before a page is left is told only so.
  onINP(hear, { reportSoftNavs, reportAllChanges: true });
  if (supports("first-input")) {
    new PerformanceObserver((list) => {
      const first = list.getEntries()[0] as PerformanceEventTiming;
      take({ name: "FID", value: first.processingStart - first.startTime, navigationType: "navigate" });
    }).observe({ type: "first-input", buffered: true });
  }
}

export const supports = (type: string) => PerformanceObserver.supportedEntryTypes?.includes(type) ?? false;
