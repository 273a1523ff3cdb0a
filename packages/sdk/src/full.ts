import { startClient, type Running } from "./client";
import { createErrors } from "./errors";
import { createGuard, createLog } from "./guard";
import type { What } from "./kit";
import type { Client, Options } from "./options";
import { whenShown } from "./prerender";
import { optedOut } from "./privacy";
import { resources } from "./resources";
import { timings } from "./timings";

/**
 * Starts everything as soon as it may: the visitor has not opted out, has consented where that is asked for, and a
 * prerendered page is shown. `early` are errors that were heard before. Never throws.
 */
export function startAll(options: Options, early: Event[] = []): Client {
  const log = createLog(options.debug);
  const guard = createGuard(log);
  const errors = createErrors(early);
  const parts = [errors.part, timings, resources];
  let wanted = options.autoStart !== false;
  let consented = !options.requireConsent;
  let measuring = false;
  let running: Running | undefined;
  let stopWaiting = () => {};

  const update = guard(() => {
    if (typeof document === "undefined" || optedOut(options)) return;
    const { project, key, endpoint } = options;
    if (!project || !key || !endpoint) return log("init needs project, key and endpoint");
    if (measuring === (wanted && consented)) return;
    measuring = !measuring;
    if (!measuring) {
      stopWaiting();
      running?.pause(!consented);
    } else if (running) running.resume();
    else stopWaiting = whenShown(guard(() => void (running = startClient(options, guard, log, parts))));
  });

  function record(what: What) {
    const { name, value } = what;
    if (value !== undefined && !Number.isFinite(value)) return log(`${name}: the value is not finite`);
    running?.kit.record({ ...what, page: running.kit.here() });
  }

  update();
  return {
    custom: guard((name, value, data) => record({ type: "custom", name, value, data })),
    measure: guard((name, value, unit) => record({ type: "custom", name, value, data: { unit } })),
    reportError: guard((error) => errors.report(error)),
    setGroup: guard((group) => running?.setGroup(group)),
    flush: guard(() => running?.flush()),
    start: guard(() => {
      wanted = true;
      update();
    }),
    stop: guard(() => {
      wanted = false;
      update();
    }),
    setConsent: guard((given) => {
      consented = given;
      update();
    }),
  };
}
