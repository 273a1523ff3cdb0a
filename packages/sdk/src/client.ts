import type { Event } from "../../../schema/wire.gen";
import { readContext } from "./context";
import { readDevice } from "./device";
import { createGroups } from "./groups";
import type { Guard, Log } from "./guard";
import { onHide } from "./hide";
import { keepNotable } from "./keep";
import type { Gate, Kit, Part } from "./kit";
import { listen, type Stop } from "./listen";
import type { Options } from "./options";
import { createOutbox } from "./outbox";
import { recordVitals } from "./record-vitals";
import { inSample, rateOf } from "./sampling";
import { sealBeacon } from "./seal";
import { forgetSession, sessionId } from "./session";
import { routeChanges, tellsSoftNavigations } from "./soft-navigation";
import { createTransport } from "./transport";
import { stripURL } from "./url";
import { trackViews } from "./views";

/** The SDK at work on a page. */
export interface Running {
  readonly kit: Kit;
  flush(): void;
  /** Names the current page. */
  setGroup(group: string): void;
  /** Ends measuring. What is buffered is sent, or with `forget` thrown away with the session's id. */
  pause(forget: boolean): void;
  resume(): void;
}

/**
 * Wires everything to one outbox. The document is shown and the visitor may be measured. Nothing is started for a
 * session outside the sample, unless notable views are kept.
 */
export function startClient(options: Options, guard: Guard, log: Log, parts: readonly Part[]): Running | undefined {
  const rate = rateOf(options.sampleRate);
  let session = sessionId(options.storage);
  const sampled = inSample(session, rate);
  if (!sampled && !options.keep) return;

  const scrub = options.scrubURL ?? stripURL;
  const here = () => scrub(location.href);
  const hideHooks = new Set<() => void>();
  const groups = createGroups();
  let active = true;

  const outbox = createOutbox(
    createTransport(options.endpoint, options.key),
    (events) => sealBeacon(options, { ...readContext(options), ...readDevice() }, groups.name(events)),
    log,
  );
  const views = trackViews(here, (view) => {
    groups.begin(view);
    // Where a router is expected to name the page, the view waits for it.
    kit.record({ type: "page_view", name: "page_view", data: view.data }, { view, urgent: !options.router });
  });
  const kit: Kit = {
    options,
    guard,
    scrub,
    here,
    views,
    record: guard((what, note) => {
      if (!active) return;
      const view = note?.view ?? views.current();
      const made = { page: view.page, ...what, sessionId: session, ...view.stamp() };
      const event = options.beforeSend ? (options.beforeSend(made) as Event | null) : made;
      if (event) gate(event, { ...note, view });
    }),
    atHide(run) {
      const guarded = guard(run);
      hideHooks.add(guarded);
      return () => hideHooks.delete(guarded);
    },
  };

  const send: Gate = (event, { urgent }) => outbox.add(event, urgent);
  const weight = sampled ? 1 / rate : 0;
  const keep = rate < 1 && options.keep && keepNotable(options.keep, weight, send);
  const weigh: Gate = (event, note) => send(weight > 1 ? { ...event, weight } : event, note);
  const gate = keep ? keep.gate : weigh;
  const beforeHide = () => {
    for (const run of hideHooks) run();
    // On navigation `pagehide` comes first: a view's last vitals are known only once it is hidden.
    if (keep && document.visibilityState === "hidden") keep.judge();
  };

  views.start();
  const soft = options.softNavigations !== false;
  const told = soft && tellsSoftNavigations();
  const inferred = soft && !told;
  const everyPart = inferred ? [routeChanges, ...parts] : parts;
  let stops: Stop[] = [];
  const begin = () => {
    stops = everyPart.map((part) => part(kit));
  };
  begin();
  // In a task of its own, as the first beacon is: all at once would be a long task on a slow telephone.
  setTimeout(guard(() => recordVitals(kit, told, inferred)));
  onHide(() => {
    guard(beforeHide)();
    guard(outbox.flushAtHide)();
  });
  // What waits for its next try need not wait longer once there is a network again.
  listen(window, "online", guard(outbox.flush));

  return {
    kit,
    flush: outbox.flush,
    setGroup(group) {
      if (groups.set(group, here(), views)) outbox.flush();
    },
    pause(forget) {
      if (forget) {
        forgetSession();
        outbox.discard();
      } else {
        beforeHide();
        outbox.flush();
      }
      active = false;
      for (const stop of stops) stop();
    },
    resume() {
      session = sessionId(options.storage);
      active = true;
      begin();
    },
  };
}
