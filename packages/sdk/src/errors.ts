import { describe, type ErrorDetail } from "./error-detail";
import type { Guard } from "./guard";
import { listen, type Stop } from "./listen";
import { scrubText } from "./url";
import type { View } from "./view";

const MAX_PER_VIEW = 20;

export interface Errors {
  /** Takes an error that the page caught itself. */
  report(error: unknown): void;
  stop: Stop;
}

export type OnError = (name: string, detail: ErrorDetail) => void;

/**
 * Hears uncaught errors and unhandled rejections. In one page view each error is told once and at most 20 are:
 * an error in a loop must not cost the visitor's line.
 */
export function trackErrors(
  guard: Guard,
  currentView: () => View,
  scrub: (url: string) => string,
  tell: OnError,
): Errors {
  let view: View | undefined;
  let seen = new Set<string>();

  function record(thrown: unknown, kind: ErrorDetail["kind"], event?: ErrorEvent) {
    if (view !== currentView()) {
      view = currentView();
      seen = new Set();
    }
    const { name, message, stack } = describe(thrown, event?.message);
    const detail: ErrorDetail = {
      message: scrubText(message, scrub),
      stack: stack && scrubText(stack, scrub),
      source: (event?.filename && scrub(event.filename)) || undefined,
      line: event?.lineno || undefined,
      column: event?.colno || undefined,
      kind,
    };
    // The stack alone would do, but not everything that is thrown has one.
    const identity = JSON.stringify([name, detail]);
    if (seen.size >= MAX_PER_VIEW || seen.has(identity)) return;
    seen.add(identity);
    tell(name, detail);
  }

  const stopErrors = listen(
    window,
    "error",
    guard((event: ErrorEvent) => record(event.error ?? undefined, "error", event)),
  );
  const stopRejections = listen(
    window,
    "unhandledrejection",
    guard((event: PromiseRejectionEvent) => record(event.reason, "unhandledrejection")),
  );
  return {
    report: (error) => record(error, "reported"),
    stop() {
      stopErrors();
      stopRejections();
    },
  };
}
