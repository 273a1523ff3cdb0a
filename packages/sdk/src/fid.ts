import { watchFirstHidden } from "./first-hidden";
import { listen, type Stop } from "./listen";

/** Hears the delay in ms, and when the input came, in ms since the time origin. */
export type OnFID = (delay: number, time: number) => void;

/**
 * First Input Delay: from the first press, tap or key to the moment its handlers could run.
 * web-vitals 5 dropped it; the browser still tells it, once per document:
 * https://w3c.github.io/event-timing/#sec-first-input-timing
 *
 * An input after the view was hidden says nothing (hidden pages are throttled) and is not reported. The caller
 * starts this only once the document is shown, so what a prerendered document did is never seen.
 */
export function trackFID(report: OnFID): Stop {
  if (!PerformanceObserver.supportedEntryTypes?.includes("first-input")) return () => {};
  const firstHidden = watchFirstHidden();

  const take = (entries: PerformanceEntryList) => {
    const entry = entries[0] as PerformanceEventTiming | undefined;
    if (!entry) return;
    if (entry.startTime < firstHidden.time()) report(entry.processingStart - entry.startTime, entry.startTime);
    stop();
  };

  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: "first-input", buffered: true });

  // An entry may still be on its way to the observer when the page is left.
  const stopHide = listen(window, "visibilitychange", () => take(observer.takeRecords()), { capture: true });

  const stop = () => {
    observer.disconnect();
    stopHide();
    firstHidden.stop();
  };
  return stop;
}
