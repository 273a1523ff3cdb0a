import { listen, type Stop } from "./listen";

/**
 * Calls back whenever this may be the last chance to send something. It is called twice when a page is left:
 * on navigation and close Chromium fires `pagehide` first and `visibilitychange` after it, and web-vitals gives
 * the final INP and CLS on the latter; on mobile and in background tabs only `visibilitychange` comes; Safari
 * has known cases with `pagehide` alone.
 * https://developer.chrome.com/docs/web-platform/page-lifecycle-api
 *
 * `visibilitychange` is heard on the document: web-vitals listens on the window in the capture phase, so it has
 * always reported before.
 */
export function onHide(callback: () => void): Stop {
  const stopVisibility = listen(document, "visibilitychange", () => {
    if (document.visibilityState === "hidden") callback();
  });
  const stopPagehide = listen(window, "pagehide", callback);
  return () => {
    stopVisibility();
    stopPagehide();
  };
}
