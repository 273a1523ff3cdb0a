import { createExplainer } from "./attribution/explain";
import { trackFID } from "./fid";
import type { Kit } from "./kit";
import { hearVitals, roundVital, type Metric } from "./vitals";

/**
 * Records every vital with what explains it. `navigationStartTime` tells the metrics of a restored view or a soft
 * navigation from those of the view before, even when these come late.
 *
 * `told` by the browser, a soft navigation becomes a page view with its first metric, which comes with it: TTFB or FCP.
 * `inferred` ones have none.
 */
export function recordVitals(kit: Kit, told: boolean, inferred: boolean) {
  const { scrub, views, guard } = kit;
  const explain = createExplainer(scrub);
  const record = (metric: Metric) => {
    const { name, value, rating, navigationType, navigationStartTime: startTime = 0, navigationURL = "" } = metric;
    if (navigationType === "soft-navigation" && startTime > views.current().startTime) {
      views.begin({ startTime, page: scrub(navigationURL), navigationType });
    }
    kit.record(
      { type: "web_vital", name, value: roundVital(name, value), attribution: explain(metric) },
      { view: views.at(startTime), rating },
    );
  };
  hearVitals(guard(inferred ? holdToRoute(kit, record) : record), told, inferred);
  trackFID(kit);
}

/**
 * After a route change that only we know of, web-vitals goes on counting for the document. What happened on the next
 * route is not the first one's: INP and CLS stay as they were when the first was left. Every change of CLS is heard
 * then, and the last is held until the page is hidden.
 */
function holdToRoute({ views, atHide }: Kit, record: (metric: Metric) => void) {
  let held: Metric | undefined;
  atHide(() => {
    if (held) record(held);
    held = undefined;
  });
  return (metric: Metric) => {
    const { name, navigationStartTime = 0, entries } = metric;
    const last = (name === "CLS" || name === "INP") && entries[entries.length - 1];
    if (last && views.at(last.startTime) !== views.at(navigationStartTime)) return;
    // web-vitals goes on changing the metric that it has reported.
    if (name === "CLS") held = { ...metric };
    else record(metric);
  };
}
