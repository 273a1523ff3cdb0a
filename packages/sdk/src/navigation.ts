import type {} from "web-vitals"; // declares activationStart and wasDiscarded
import type { Event } from "../../../schema/wire.gen";

/** As the `web-vitals` library spells them. */
export type NavigationType = NonNullable<Event["navigationType"]>;

const entry = () => performance.getEntriesByType("navigation")[0];

/**
 * When a prerendered page was shown, in ms since the time origin; 0 for every other page.
 * https://wicg.github.io/nav-speculation/prerendering.html#performance-navigation-timing-extension
 */
export const activationStart = (): number => entry()?.activationStart ?? 0;

/** How the document was come to. Restores from the back-forward cache are seen by `pageshow`, not here. */
export function navigationType(): NavigationType {
  if (activationStart() > 0) return "prerender";
  if (document.wasDiscarded) return "restore";
  return (entry()?.type.replace(/_/g, "-") as NavigationType | undefined) ?? "navigate";
}
