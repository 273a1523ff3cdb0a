import type {} from "web-vitals"; // declares document.prerendering
import { listen, type Stop } from "./listen";

/**
 * Runs `start` once the page is shown to somebody: now, or when the prerendered document is activated.
 * What is prerendered and never shown is no page view.
 * https://wicg.github.io/nav-speculation/prerendering.html#eventdef-document-prerenderingchange
 */
export function whenShown(start: () => void): Stop {
  if (document.prerendering) return listen(document, "prerenderingchange", start, { once: true });
  start();
  return () => {};
}
