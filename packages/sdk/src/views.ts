import { listen } from "./listen";
import { activationStart, navigationType } from "./navigation";
import { createView, type Beginning, type View } from "./view";

/** So many soft navigations are remembered: vitals come some seconds after their view at most. */
const REMEMBERED = 50;

export interface Views {
  /** Tells of the view that the document was loaded or activated for, and from now on of every restore. */
  start(): void;
  current(): View;
  /** The view that was being looked at, at this time on the performance timeline. */
  at(time: number): View;
  /** Begins another view in the same document. */
  begin(of: Omit<Beginning, "start">): void;
}

/**
 * Follows which page view the document is in: the one it was loaded or activated for, then one for every restore
 * from the back-forward cache and every soft navigation. `onBegin` hears of each, the first one included.
 *
 * Start it before web-vitals: both listen to `pageshow`, and the restored view must be there first.
 */
export function trackViews(page: () => string, onBegin: (view: View) => void): Views {
  const all = [
    createView({
      startTime: 0,
      start: Math.round(performance.timeOrigin + activationStart()),
      page: page(),
      navigationType: navigationType(),
    }),
  ];
  const current = () => all[all.length - 1]!;

  function begin(of: Omit<Beginning, "start">) {
    // The time origin is that of the first load; the wall clock may have been set since.
    all.push(createView({ ...of, start: Math.round(Date.now() - (performance.now() - of.startTime)) }));
    // The document's own view stays: vitals of all its life are billed to it.
    if (all.length > REMEMBERED) all.splice(1, 1);
    onBegin(current());
  }

  return {
    current,
    begin,
    at(time) {
      for (let i = all.length - 1; i > 0; i--) if (all[i]!.startTime <= time) return all[i]!;
      return all[0]!;
    },
    start() {
      // https://html.spec.whatwg.org/multipage/nav-history-apis.html#dom-pagetransitionevent-persisted
      listen(
        window,
        "pageshow",
        (event: PageTransitionEvent) => {
          if (!event.persisted) return;
          begin({ startTime: event.timeStamp, page: page(), navigationType: "back-forward-cache" });
        },
        { capture: true },
      );
      onBegin(current());
    },
  };
}
