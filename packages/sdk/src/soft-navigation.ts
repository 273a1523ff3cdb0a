import type { Part } from "./kit";
import { listen } from "./listen";
import { supports } from "./observe";

/** https://wicg.github.io/soft-navigations/ as browsers have it unflagged; web-vitals asks for the same. */
interface SoftNavigation {
  getLargestInteractionContentfulPaint?(): unknown;
}

/** Whether the browser itself tells of soft navigations, and web-vitals of their vitals. */
export function tellsSoftNavigations(): boolean {
  const { PerformanceSoftNavigation: type } = window as { PerformanceSoftNavigation?: { prototype: SoftNavigation } };
  return supports("soft-navigation") && !!type?.prototype.getLargestInteractionContentfulPaint;
}

/** What a page view tells whose beginning we only inferred from its URL. */
const INFERRED = { softNavigation: "route-change" };

/**
 * Where the browser does not tell, a pushed or traversed history entry with another URL is a page view. It has no
 * vitals of its own, since nobody measured any. A replaced entry is a redirect, and no view.
 */
export const routeChanges: Part = ({ guard, here, views }) => {
  let changed = guard(() => {
    const page = here();
    if (page === views.current().page) return;
    views.begin({ startTime: performance.now(), page, navigationType: "soft-navigation", data: INFERRED });
  });
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation) {
    return listen(navigation, "currententrychange", ({ navigationType }: Event & { navigationType: string }) => {
      if (navigationType !== "replace") changed();
    });
  }
  const stopPop = listen(window, "popstate", () => changed());
  const original = history.pushState;
  history.pushState = function (...args) {
    original.apply(this, args);
    changed();
  };
  return () => {
    stopPop();
    changed = () => {}; // whoever wrapped it after us is left in place
  };
};
