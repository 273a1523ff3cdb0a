import type { Event } from "../../../schema/wire.gen";
import { ingestURL } from "./url";

const BATCH_EVENTS = 10;
const BATCH_MS = 5_000;

/**
 * The core's way of sending: ten events at a time or after 5 s, always so that the browser finishes it should the
 * page go. What does not arrive is not sent again: that is what the outbox of the whole SDK is for.
 */
export function createSender(endpoint: string, key: string, seal: (events: Event[]) => string) {
  let waiting: Event[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush() {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const url = ingestURL(endpoint, key);
    try {
      const body = seal(waiting);
      if (!navigator.sendBeacon(url, body)) {
        fetch(url, { method: "POST", body, keepalive: true, credentials: "omit" }).catch(() => {});
      }
    } finally {
      waiting = []; // not before: Firefox ends handlers of a tab that is being closed wherever they are, past this too
    }
  }

  return {
    add(event: Event, urgent?: boolean) {
      waiting.push(event);
      if (urgent || waiting.length >= BATCH_EVENTS) flush();
      else timer ??= setTimeout(flush, BATCH_MS);
    },
    flush,
  };
}
