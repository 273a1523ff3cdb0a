import { startAll } from "./full";
import type { Client, Options } from "./options";

export type { Client, Options, SentEvent } from "./options";

/**
 * Starts measuring this page and returns what it can be asked for. Nothing is collected, stored or sent for a
 * visitor who opted out, on a server, or before a prerendered page is shown. Never throws.
 */
export const init = (options: Options): Client => startAll(options);
