import { activationStart } from "./navigation";

/**
 * When the view was first hidden, in ms since the time origin, as far as the browser remembers the time before this
 * script ran; Infinity when it never was. Browsers throttle hidden pages: their timings are not what a visitor felt.
 * https://w3c.github.io/page-visibility/#visibilitystateentry-interface (not in every browser)
 */
export function hiddenBefore(): number {
  const past = performance
    .getEntriesByType("visibility-state" as "navigation")
    .find((entry) => entry.name === "hidden" && entry.startTime >= activationStart());
  return past?.startTime ?? (document.visibilityState === "hidden" ? 0 : Infinity);
}
