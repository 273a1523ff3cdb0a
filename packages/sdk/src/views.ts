import { listen, type Stop } from "./listen";
import { activationStart, navigationType } from "./navigation";
import { createView, type View } from "./view";

export interface Views {
  current(): View;
  /** The view that was being looked at, at this time on the performance timeline. */
  at(time: number): View;
  stop: Stop;
}

/**
 * Follows which page view the document is in: the one it was loaded or activated for, then one for every restore
 * from the back-forward cache. `onBegin` hears of each, the first one included.
 *
 * Call it before web-vitals is started: both listen to `pageshow`, and the restored view must be there first.
 */
export function trackViews(page: () => string, onBegin: (view: View) => void): Views {
  let current = createView({
    startTime: 0,
    start: Math.round(performance.timeOrigin + activationStart()),
    page: page(),
    navigationType: navigationType(),
  });
  let previous = current;

  // https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-pagetransitionevent-persisted
  const stop = listen(
    window,
    "pageshow",
    (event: PageTransitionEvent) => {
      if (!event.persisted) return;
      previous = current;
      current = createView({
        startTime: event.timeStamp,
        // The time origin is that of the first load; the wall clock may have been set since.
        start: Math.round(Date.now() - (performance.now() - event.timeStamp)),
        page: page(),
        navigationType: "back-forward-cache",
      });
      onBegin(current);
    },
    { capture: true },
  );

  onBegin(current);
  return {
    current: () => current,
    at: (time) => (time < current.startTime ? previous : current),
    stop,
  };
}
