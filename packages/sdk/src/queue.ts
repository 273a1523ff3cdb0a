import type { Options } from "./options";

/** What the inline snippet leaves as window.paceline before the script has loaded. */
export interface Queue {
  /** The calls that were made meanwhile: method and arguments. */
  q: [method: string, args: unknown[]][];
  /** The errors that were heard meanwhile. */
  e?: Event[];
  /** Options that an attribute cannot say: `beforeSend`, `scrubURL`. */
  options?: Partial<Options>;
}

const isQueue = (present: object): present is Queue => "q" in present;

/**
 * What stands as window.paceline from now on: a client in the place of the queue, once the calls that waited there are
 * made. A page that carries the tag twice keeps the client that it has.
 */
export function takePlace<C extends object>(present: C | Queue | undefined, start: (queue?: Queue) => C): C {
  if (present && !isQueue(present)) return present;
  const client = start(present);
  for (const [method, args] of present?.q ?? []) {
    (client as Record<string, ((...args: unknown[]) => void) | undefined>)[method]?.(...args);
  }
  return client;
}
