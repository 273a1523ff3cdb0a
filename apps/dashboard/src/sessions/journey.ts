import type { JSError, PageView } from "../../../../schema/wire.gen.ts";

/** One thing that happened in a session. */
export type Step =
  | { kind: "view"; at: string; view: PageView; errors: readonly JSError[] }
  | { kind: "error"; at: string; error: JSError };

/** A step with the time since the one before it, in milliseconds; null for the first. */
export interface Timed {
  step: Step;
  pause: number | null;
}

/**
 * Page views and errors in the order in which they happened. An error stands with the page view that it is of; one that is
 * of none that is known stands by itself.
 */
export function journey(views: readonly PageView[], errors: readonly JSError[]): Timed[] {
  const known = new Set(views.map((view) => view.view_id));
  const steps: Step[] = [
    ...views.map((view): Step => ({
      kind: "view",
      at: view.timestamp,
      view,
      errors: errors.filter((error) => error.view_id === view.view_id),
    })),
    ...errors
      .filter((error) => error.view_id === null || !known.has(error.view_id))
      .map((error): Step => ({ kind: "error", at: error.timestamp, error })),
  ];
  steps.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return steps.map((step, place) => {
    const before = steps[place - 1];
    return { step, pause: before === undefined ? null : Date.parse(step.at) - Date.parse(before.at) };
  });
}

/** How the page was reached, for people. */
export function describeNavigation(type: string | null): string {
  switch (type) {
    case "navigate":
      return "Opened";
    case "reload":
      return "Reloaded";
    case "back-forward":
      return "Back or forward, loaded anew";
    case "back-forward-cache":
      return "Back or forward, at once from the browser’s cache";
    case "prerender":
      return "Opened, prepared in advance";
    case "restore":
      return "Restored after the browser had dropped the tab";
    case "soft-navigation":
      return "Moved within the page’s app";
    default:
      return "Viewed";
  }
}

/** A pause in the greatest fitting unit: "400 ms", "12 s", "3 min", "2 h". */
export function describePause(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 1) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = seconds / 60;
  if (minutes < 90) return `${Math.round(minutes)} min`;
  return `${Math.round(minutes / 60)} h`;
}
