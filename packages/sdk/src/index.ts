import { startClient } from "./client";
import { createGuard, createLog } from "./guard";
import type { Client, Options } from "./options";
import { whenShown } from "./prerender";
import { optedOut } from "./privacy";

export type { Client, Options } from "./options";

/**
 * Starts measuring this page and returns what it can be asked for. Nothing is collected, stored or sent for a
 * visitor who opted out, on a server, or before a prerendered page is shown. Never throws.
 */
export function init(options: Options): Client {
  const log = createLog(options.debug);
  const guard = createGuard(log);
  let client: Client | undefined;
  let stopWaiting = () => {};

  guard(() => {
    if (typeof document === "undefined" || optedOut(options)) return;
    const { project, key, endpoint } = options;
    if (!project || !key || !endpoint) return log("init needs project, key and endpoint");
    stopWaiting = whenShown(guard(() => void (client = startClient(options, guard, log))));
  })();

  return {
    custom: guard((name, value, data) => client?.custom(name, value, data)),
    reportError: guard((error) => client?.reportError(error)),
    flush: guard(() => client?.flush()),
    stop: guard(() => {
      stopWaiting();
      client?.stop();
      client = undefined;
    }),
  };
}
