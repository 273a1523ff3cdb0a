import type { Event } from "../../../schema/wire.gen";
import { readContext } from "./context";
import { createGuard, createLog } from "./guard";
import { onHide } from "./hide";
import type { CoreClient, CoreOptions } from "./options";
import { whenShown } from "./prerender";
import { optedOut } from "./privacy";
import { sealBeacon } from "./seal";
import { createSender } from "./sender";
import { sessionId } from "./session";
import { stripURL } from "./url";
import type { View } from "./view";
import { trackViews } from "./views";
import { hearVitals, roundVital } from "./vitals";

export type { CoreClient, CoreOptions } from "./options";

type What = Pick<Event, "type" | "name" | "value" | "data">;

/**
 * Starts measuring this page's LCP, INP, CLS, FCP and TTFB, and returns what it can be asked for. Nothing is
 * collected, stored or sent for a visitor who opted out, on a server, or before a prerendered page is shown. Never
 * throws.
 */
export function init(options: CoreOptions): CoreClient {
  const guard = createGuard(createLog(options.debug));
  let record: ((what: What, view?: View, urgent?: boolean) => void) | undefined;
  let flush = () => {};

  guard(() => {
    if (typeof document === "undefined" || optedOut(options)) return;
    whenShown(
      guard(() => {
        const { endpoint, key, scrubURL = stripURL } = options;
        const session = sessionId(options.storage);
        const sender = createSender(endpoint, key, (events) => sealBeacon(options, readContext(options), events));
        record = (what, view = views.current(), urgent) =>
          sender.add({ ...what, page: view.page, sessionId: session, ...view.stamp() }, urgent);
        const views = trackViews(
          () => scrubURL(location.href),
          (view) => record?.({ type: "page_view", name: "page_view" }, view, true),
        );
        views.start();
        hearVitals(
          guard(({ name, value, navigationStartTime = 0 }) =>
            record?.({ type: "web_vital", name, value: roundVital(name, value) }, views.at(navigationStartTime)),
          ),
        );
        flush = sender.flush;
        onHide(guard(flush));
      }),
    );
  })();

  return {
    custom: guard((name, value, data) => record?.({ type: "custom", name, value, data })),
    flush: guard(() => flush()),
    stop: guard(() => {
      flush();
      record = undefined;
    }),
  };
}
