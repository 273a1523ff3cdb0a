import { listen, type Stop } from "./listen";
import { activationStart } from "./navigation";

export interface FirstHidden {
  /** When the view was first hidden, in ms since the time origin; Infinity while it never was. */
  time(): number;
  stop: Stop;
}

/**
 * What the browser remembers of the time before this script ran.
 * https://w3c.github.io/page-visibility/#visibilitystateentry-interface (not in every browser)
 */
function hiddenBefore(): number {
  const past = performance
    .getEntriesByType("visibility-state" as "navigation")
    .find((entry) => entry.name === "hidden" && entry.startTime >= activationStart());
  if (past) return past.startTime;
  return document.visibilityState === "hidden" ? 0 : Infinity;
}

/** Watches since when the view's timings are no longer what a visitor felt: browsers throttle hidden pages. */
export function watchFirstHidden(): FirstHidden {
  let time = hiddenBefore();
  const stopVisibility = listen(
    window,
    "visibilitychange",
    (event: Event) => {
      if (document.visibilityState === "hidden") time = Math.min(time, event.timeStamp);
    },
    { capture: true },
  );
  const stopPageshow = listen(
    window,
    "pageshow",
    (event: PageTransitionEvent) => {
      // A restored view is shown by definition, although Chromium may still say hidden in this very task:
      // https://bugs.chromium.org/p/chromium/issues/detail?id=1133363
      if (event.persisted) time = Infinity;
    },
    { capture: true },
  );
  return {
    time: () => time,
    stop() {
      stopVisibility();
      stopPageshow();
    },
  };
}
