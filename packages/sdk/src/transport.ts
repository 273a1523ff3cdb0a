import { retryAfter } from "./backoff";
import { gzip, WORTH_PACKING } from "./gzip";
import { ingestURL } from "./url";

/**
 * What browsers allow to be on its way in requests that outlive the page, all of them together, whichever way they
 * were sent. https://fetch.spec.whatwg.org/#http-network-or-cache-fetch (step on inflightKeepaliveBytes)
 */
const KEEPALIVE_BYTES = 64 * 1024;
/** Nobody says when a beacon has arrived: its bytes count as free again after so long. */
const BEACON_MS = 10_000;

/** What became of a request: its HTTP status, 0 without an answer, and how long to wait before the next, in ms. */
export interface Answer {
  status: number;
  after: number;
}

/** Whether the same may be taken another time. */
export const isPassing = ({ status }: Answer): boolean => !status || status === 429 || status >= 500;

export interface Transport {
  /**
   * Sends while the page lives, compressed where that pays, unless the page is being left: `plain` is sent in this
   * very task. Outlives the page where the budget allows. Never rejects.
   */
  post(text: string, plain?: boolean): Promise<Answer>;
  /** Hands the text to the browser for when the page is gone; false when the browser does not take it. */
  beacon(text: string): boolean;
  /** Hands over what is still being compressed, as it is. */
  rescue(): void;
}

export const byteLength = (text: string): number => new TextEncoder().encode(text).length;

/**
 * Both ways send `text/plain`, as the browser calls a string, with the key in the URL: a simple request, which it sends
 * without asking first (https://fetch.spec.whatwg.org/#cors-safelisted-request-header). At hide there is no time to
 * ask. A compressed body has no type, and the server knows it by its first bytes.
 */
export function createTransport(endpoint: string, key: string, pack = gzip): Transport {
  const url = ingestURL(endpoint, key);
  const packing = new Set<string>();
  let inFlight = 0;

  async function send(body: string | Blob, size: number): Promise<Answer> {
    const keepalive = inFlight + size <= KEEPALIVE_BYTES;
    if (keepalive) inFlight += size;
    try {
      const { status, headers } = await fetch(url, { method: "POST", body, keepalive, credentials: "omit" });
      return { status, after: retryAfter(headers.get("retry-after")) };
    } catch {
      return { status: 0, after: 0 };
    } finally {
      if (keepalive) inFlight -= size;
    }
  }

  const transport: Transport = {
    async post(text, plain) {
      const size = byteLength(text);
      if (plain || size < WORTH_PACKING) return send(text, size);
      packing.add(text);
      const packed = await pack(text).catch(() => undefined);
      if (!packing.delete(text)) return { status: 202, after: 0 }; // at hide, as it was
      if (packed) {
        const answer = await send(packed, packed.size);
        if (answer.status < 400 || isPassing(answer)) return answer;
      }
      // The browser cannot, or something on the way takes only text for text.
      pack = () => Promise.reject();
      return send(text, size);
    },
    beacon(text) {
      const size = byteLength(text);
      try {
        if (inFlight + size > KEEPALIVE_BYTES || !navigator.sendBeacon(url, text)) return false;
      } catch {
        return false; // some blockers replace sendBeacon with what throws
      }
      inFlight += size;
      setTimeout(() => (inFlight -= size), BEACON_MS);
      return true;
    },
    rescue() {
      for (const text of packing) if (transport.beacon(text)) packing.delete(text);
    },
  };
  return transport;
}
