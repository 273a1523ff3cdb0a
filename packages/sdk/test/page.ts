import { vi } from "vitest";
import type { Beacon, Event } from "../../../schema/wire.gen";
import { init, type Client, type Options } from "../src/index";

type Answer = { status: number; headers?: Record<string, string> } | "offline";

/** A page whose network is watched: what the SDK sent, and how the server answers the next requests. */
export function openPage() {
  const requests: { url: string; init: RequestInit; beacon: Beacon }[] = [];
  const beacons: Beacon[] = [];
  const answers: Answer[] = [];
  const clients: Client[] = [];

  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    requests.push({ url, init, beacon: JSON.parse(init.body as string) });
    const answer = answers.shift() ?? { status: 202 };
    if (answer === "offline") throw new TypeError("Failed to fetch");
    return new Response(null, { status: answer.status, headers: answer.headers });
  });
  // What a browser compresses, its own suite sees.
  vi.stubGlobal("CompressionStream", undefined);
  const sendBeacon = vi.fn((_url: string, body: string) => {
    beacons.push(JSON.parse(body));
    return true;
  });
  Object.defineProperty(navigator, "sendBeacon", { value: sendBeacon, configurable: true });
  setVisibility("visible");

  const eventsOf = (list: Beacon[]): Event[] => list.flatMap(({ events }) => events);
  return {
    requests,
    beacons,
    answers,
    sendBeacon,
    /** Starts a client, and lets what is due at once leave: timers are faked. */
    start(options: Partial<Options> = {}): Client {
      const client = init({ project: "shop", key: "pl_test", endpoint: "https://rum.test", ...options });
      clients.push(client);
      vi.advanceTimersByTime(0);
      return client;
    },
    /** Every event that left the page, in order, whichever way. */
    sent: () => eventsOf([...requests.map(({ beacon }) => beacon), ...beacons]),
    events: (type: Event["type"]) =>
      eventsOf([...requests.map(({ beacon }) => beacon), ...beacons]).filter((event) => event.type === type),
    /** Ends what runs, so that no listener hears the next test. */
    close() {
      for (const client of clients) client.stop();
      vi.unstubAllGlobals();
      sessionStorage.clear();
    },
  };
}

/** What is due at once is done in a task of its own. */
export const atOnce = () => vi.advanceTimersByTimeAsync(0);

export type Page = ReturnType<typeof openPage>;

export function setVisibility(state: DocumentVisibilityState) {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
}

export function hide() {
  setVisibility("hidden");
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}

export const leave = () => window.dispatchEvent(new Event("pagehide"));

/** What the browser does when a page comes out of the back-forward cache. */
export function restore() {
  setVisibility("visible");
  window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
}

export function throwUncaught(error: unknown, filename = "https://shop.test/app.js?v=2", lineno = 3) {
  const message = error instanceof Error ? error.message : String(error);
  window.dispatchEvent(Object.assign(new Event("error"), { error, message, filename, lineno, colno: 7 }));
}

export const reject = (reason: unknown) =>
  window.dispatchEvent(Object.assign(new Event("unhandledrejection"), { reason }));
