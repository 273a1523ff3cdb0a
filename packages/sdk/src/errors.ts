import { describe, type ErrorDetail } from "./error-detail";
import type { Part } from "./kit";
import { listen } from "./listen";
import { scrubText } from "./url";
import type { View } from "./view";

const MAX_PER_VIEW = 20;

/**
 * A script of another origin that was loaded without CORS: the browser hides what failed.
 * https://html.spec.whatwg.org/multipage/webappapis.html#muted-errors
 */
const isMuted = ({ message, error, filename }: ErrorEvent) => /^script error/i.test(message) && !error && !filename;

export interface Errors {
  part: Part;
  /** Takes an error that the page caught itself. */
  report(error: unknown): void;
}

/**
 * Hears uncaught errors, unhandled rejections, and images, scripts and style sheets that did not load. In one page
 * view each error is told once and at most 20 are: an error in a loop must not cost the visitor's line. `early` are
 * events that the page heard before the SDK had loaded.
 */
export function createErrors(early: Event[]): Errors {
  let view: View | undefined;
  let seen = new Set<string>();
  const nobody = () => {};
  const errors: Errors = { report: nobody, part };

  function part({ scrub, views, record, here, guard }: Parameters<Part>[0]) {
    function tell(name: string, detail: ErrorDetail) {
      if (view !== views.current()) {
        view = views.current();
        seen = new Set();
      }
      // The stack alone would do, but not everything that is thrown has one.
      const identity = name + JSON.stringify(detail);
      if (seen.size >= MAX_PER_VIEW || seen.has(identity)) return;
      seen.add(identity);
      record({ type: "error", name, data: { ...detail }, page: here() });
    }

    function take(thrown: unknown, kind: ErrorDetail["kind"], event?: ErrorEvent) {
      const { name, message, stack } = describe(thrown, event?.message);
      tell(name, {
        message: scrubText(message, scrub),
        stack: stack && scrubText(stack, scrub),
        source: (event?.filename && scrub(event.filename)) || undefined,
        line: event?.lineno || undefined,
        column: event?.colno || undefined,
        kind,
      });
    }

    function takeFailedLoad(element: Partial<HTMLImageElement & HTMLLinkElement>) {
      const url = element.currentSrc || element.src || element.href;
      if (!url) return;
      const source = scrub(url);
      tell("ResourceError", { message: `${element.localName} did not load: ${source}`, source, kind: "resource" });
    }

    const hear = guard((event: Event) => {
      if ("reason" in event) take(event.reason, "unhandledrejection");
      else if (event.target instanceof Element) takeFailedLoad(event.target);
      else {
        const error = event as ErrorEvent;
        take(error.error ?? undefined, isMuted(error) ? "cross-origin" : "error", error);
      }
    });

    errors.report = (error) => take(error, "reported");
    early.splice(0).forEach(hear);
    // What does not load tells only who captures: its event does not bubble.
    const stopErrors = listen(window, "error", hear, { capture: true });
    const stopRejections = listen(window, "unhandledrejection", hear);
    return () => {
      errors.report = nobody;
      stopErrors();
      stopRejections();
    };
  }
  return errors;
}
