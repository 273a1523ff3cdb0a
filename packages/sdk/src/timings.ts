import { ms } from "./attribution/round";
import type { Part } from "./kit";
import { observe } from "./observe";

/** What is measured in a loop must not cost the visitor's line. */
const MOST = 100;

/** https://wicg.github.io/element-timing/, https://w3c.github.io/server-timing/ */
interface Timing extends PerformanceEntry {
  readonly identifier?: string;
  readonly renderTime?: number;
  readonly loadTime?: number;
  readonly serverTiming?: readonly { readonly name: string; readonly duration: number }[];
}

/** `app-*` as a RegExp; one that is given stays as it is. */
export function patternOf(timings: string | RegExp): RegExp {
  if (typeof timings !== "string") return timings;
  return new RegExp(`^${timings.replace(/[^\w*]/g, "\\$&").replace(/\*/g, ".*")}$`);
}

/**
 * What the site measured with the browser's own means: when the elements were painted that it marked with
 * `elementtiming`, what its server said of the work on this page, and its marks and measures that the option names.
 */
export const timings: Part = ({ options, guard, views, record }) => {
  const pattern = options.timings && patternOf(options.timings);
  let left = MOST;

  function tell(kind: string, name: string | undefined, value: number, time: number) {
    if (!name || left-- <= 0) return;
    record({ type: "custom", name, value: ms(value), data: { kind, unit: "ms" } }, { view: views.at(time) });
  }

  return observe<Timing>(
    ["element", "navigation", ...(pattern ? ["mark", "measure"] : [])],
    guard((entries: Timing[]) => {
      for (const entry of entries) {
        const { entryType: kind, name, startTime, duration } = entry;
        const painted = entry.renderTime || entry.loadTime || 0;
        if (kind === "element") tell(kind, entry.identifier, painted, painted);
        else if (kind === "navigation") {
          for (const said of entry.serverTiming ?? []) tell("server", said.name, said.duration, 0);
        }
        // A RegExp with the flag g would remember where it was.
        else if (name.search(pattern as RegExp) >= 0)
          tell(kind, name, kind === "mark" ? startTime : duration, startTime);
      }
    }),
  ).stop;
};
