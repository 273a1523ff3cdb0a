import type { Beacon, Event } from "../../../schema/wire.gen";
import { readContext } from "./context";
import { trackErrors } from "./errors";
import type { Guard, Log } from "./guard";
import { onHide } from "./hide";
import { listen } from "./listen";
import type { Client, Options } from "./options";
import { createOutbox } from "./outbox";
import { sessionId } from "./session";
import { createTransport } from "./transport";
import { stripURL } from "./url";
import { SDK_NAME } from "./version";
import type { View } from "./view";
import { trackViews } from "./views";
import { trackVitals } from "./vitals";

type What = Pick<Event, "type" | "name" | "value" | "data">;

/** Starts every tracker and wires them to one outbox. The document is shown and the visitor may be measured. */
export function startClient(options: Options, guard: Guard, log: Log): Client {
  const scrub = options.scrubURL ?? stripURL;
  const session = sessionId(options.storage);
  const here = () => scrub(location.href);

  const seal = (events: Event[]) => {
    const beacon: Beacon = {
      projectKey: options.project,
      sentAt: Date.now(),
      sdk: SDK_NAME,
      context: readContext(options.release),
      events,
    };
    return JSON.stringify(beacon);
  };
  const outbox = createOutbox(createTransport(options.endpoint, options.key), seal, log);

  const record = (view: View, page: string, what: What, urgent?: boolean) =>
    outbox.add({ ...what, page, sessionId: session, ...view.stamp() }, urgent);

  const views = trackViews(here, (view) => record(view, view.page, { type: "page_view", name: "page_view" }, true));

  const stopVitals = trackVitals(guard, (name, value, time) => {
    const view = views.at(time);
    record(view, view.page, { type: "web_vital", name, value });
  });

  const errors = trackErrors(guard, views.current, scrub, (name, detail) =>
    record(views.current(), here(), { type: "error", name, data: { ...detail } }),
  );

  const stopHide = onHide(guard(outbox.flushAtHide));
  // What waits for its next try need not wait longer once there is a network again.
  const stopOnline = listen(window, "online", guard(outbox.flush));

  return {
    custom(name, value, data) {
      if (value !== undefined && !Number.isFinite(value)) return log(`custom("${name}"): the value is not finite`);
      record(views.current(), here(), { type: "custom", name, value, data });
    },
    reportError: errors.report,
    flush: outbox.flush,
    stop() {
      stopVitals();
      errors.stop();
      views.stop();
      stopHide();
      stopOnline();
      outbox.flush();
    },
  };
}
