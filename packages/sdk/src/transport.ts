import { retryAfter } from "./backoff";

/**
 * What browsers allow to be on its way in requests that outlive the page, all of them together, whichever way they
 * were sent. https://fetch.spec.whatwg.org/#http-network-or-cache-fetch (step on inflightKeepaliveBytes)
 */
const KEEPALIVE_BYTES = 64 * 1024;
/** Nobody says when a beacon has arrived: its bytes count as free again after so long. */
const BEACON_MS = 10_000;

/** `refused` is for good. `retry` is not: after at least so many ms. */
export type Outcome = { kind: "taken" } | { kind: "refused"; status: number } | { kind: "retry"; after: number };

export interface Transport {
  /** Sends while the page lives. Outlives it where the budget allows. Never rejects. */
  post(body: string | Blob): Promise<Outcome>;
  /** Hands the body to the browser for when the page is gone; false when the browser does not take it. */
  beacon(body: string): boolean;
}

export const byteLength = (body: string | Blob): number => new Blob([body]).size;

const outcomeOf = ({ ok, status, headers }: Response): Outcome => {
  if (ok) return { kind: "taken" };
  if (status === 429 || status >= 500) return { kind: "retry", after: retryAfter(headers.get("retry-after")) };
  return { kind: "refused", status };
};

/**
 * Both ways send `text/plain` with the key in the URL: a simple request, which the browser sends without asking
 * first (https://fetch.spec.whatwg.org/#cors-safelisted-request-header). At hide there is no time to ask.
 */
export function createTransport(endpoint: string, key: string): Transport {
  const url = `${endpoint.replace(/\/+$/, "")}/v1/ingest?key=${encodeURIComponent(key)}`;
  let inFlight = 0;

  return {
    async post(body) {
      const size = byteLength(body);
      const keepalive = inFlight + size <= KEEPALIVE_BYTES;
      if (keepalive) inFlight += size;
      try {
        return outcomeOf(
          await fetch(url, {
            method: "POST",
            headers: { "content-type": "text/plain" },
            body,
            keepalive,
            credentials: "omit",
            referrerPolicy: "strict-origin",
          }),
        );
      } catch {
        return { kind: "retry", after: 0 };
      } finally {
        if (keepalive) inFlight -= size;
      }
    },
    beacon(body) {
      const size = byteLength(body);
      try {
        if (inFlight + size > KEEPALIVE_BYTES || !navigator.sendBeacon(url, body)) return false;
      } catch {
        return false; // some blockers replace sendBeacon with what throws
      }
      inFlight += size;
      setTimeout(() => (inFlight -= size), BEACON_MS);
      return true;
    },
  };
}
