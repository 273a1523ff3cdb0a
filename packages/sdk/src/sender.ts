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
  /** What was sent last was sent while the page was hidden. */
  let left = false;

  function flush() {
    clearTimeout(timer);
    timer = undefined;
    left = document.visibilityState === "hidden";
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
      // Chromium tells of the last interaction after it has hidden a page that is being closed: nothing comes later.
      const late = left && event.type === "web_vital";
      if (urgent || late || waiting.length >= BATCH_EVENTS) flush();
      else timer ??= setTimeout(flush, BATCH_MS);
    },
    flush,
  };
}
