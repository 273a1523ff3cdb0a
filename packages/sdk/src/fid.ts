import type { Kit } from "./kit";
import { hiddenBefore } from "./first-hidden";
import { listen } from "./listen";
import { observe } from "./observe";
import { roundVital } from "./vitals";

const GOOD = 100;
const POOR = 300;

/**
 * First Input Delay: from the first press, tap or key to the moment its handlers could run.
 * web-vitals 5 dropped it; the browser still tells it, once per document:
 * https://w3c.github.io/event-timing/#sec-first-input-timing
 *
 * An input after the view was hidden says nothing (hidden pages are throttled) and is not reported. The caller
 * starts this only once the document is shown, so what a prerendered document did is never seen.
 */
export function trackFID({ guard, views, record }: Kit) {
  let firstHidden = hiddenBefore();

  const take = guard((entries: PerformanceEventTiming[]) => {
    const entry = entries[0];
    if (!entry) return;
    stop();
    const { startTime, processingStart } = entry;
    if (startTime >= firstHidden) return;
    const delay = processingStart - startTime;
    const rating = delay > POOR ? "poor" : delay > GOOD ? "needs-improvement" : "good";
    record({ type: "web_vital", name: "FID", value: roundVital("FID", delay) }, { view: views.at(startTime), rating });
  });

  const firstInput = observe(["first-input"], take);
  const stops = [
    firstInput.stop,
    listen(
      window,
      "visibilitychange",
      ({ timeStamp }: Event) => {
        if (document.visibilityState === "hidden") firstHidden = Math.min(firstHidden, timeStamp);
        firstInput.takeWaiting(); // an entry may still be on its way to the observer when the page is left
      },
      { capture: true },
    ),
    // A restored view is shown by definition, although Chromium may still say hidden in this very task:
    // https://bugs.chromium.org/p/chromium/issues/detail?id=1133363
    listen(
      window,
      "pageshow",
      ({ persisted }: PageTransitionEvent) => {
        if (persisted) firstHidden = Infinity;
      },
      { capture: true },
    ),
  ];
  const stop = () => stops.forEach((end) => end());
}
