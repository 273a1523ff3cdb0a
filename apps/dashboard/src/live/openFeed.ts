import type { Socket } from "socket.io-client";
import type { LiveConnected, LiveError, LiveMetrics } from "../../../../schema/wire.gen.ts";
import { askToken } from "./askToken.ts";

/** How the connection to the live server stands; why there is none is in words. */
export type Connection = { state: "connecting" } | { state: "live" } | { state: "broken"; reason: string };

export interface Listener {
  onConnection: (connection: Connection) => void;
  onMetrics: (metrics: LiveMetrics) => void;
  onErrors: (errors: LiveError) => void;
}

/** In milliseconds: what is waited before another attempt, at first and at most. */
const patience = { first: 1_000, most: 30_000 } as const;

/** A token is renewed when four fifths of its time are over; never sooner than this many milliseconds from now. */
const soonest = 30_000;

/**
 * Listens to what is committed of a project until the answer is called. A connection that ends is made anew, each time
 * with a new token and after a longer wait. The Socket.IO client is loaded now: most screens do without it.
 */
export function openFeed(projectKey: string, listener: Listener): () => void {
  const closing = new AbortController();
  listener.onConnection({ state: "connecting" });
  void import("socket.io-client")
    .then(({ io }) => {
      if (closing.signal.aborted) return;
      let noToken = "";
      const socket = io({
        autoConnect: false,
        transports: ["websocket", "polling"],
        tryAllTransports: true,
        reconnectionDelay: patience.first,
        reconnectionDelayMax: patience.most,
        auth: (give) => {
          noToken = "";
          askToken(projectKey, closing.signal).then(give, (error: Error) => {
            noToken = error.message;
            give({});
          });
        },
      });
      listen(socket, projectKey, closing.signal, listener, () => noToken);
      socket.connect();
    })
    .catch(() => listener.onConnection({ state: "broken", reason: "The code for live updates could not be loaded." }));
  return () => closing.abort();
}

function listen(socket: Socket, project: string, closing: AbortSignal, listener: Listener, noToken: () => string) {
  let renewal: ReturnType<typeof setTimeout> | undefined;
  let attempt: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  closing.addEventListener("abort", () => {
    clearTimeout(renewal);
    clearTimeout(attempt);
    socket.removeAllListeners();
    leave(socket);
  });

  function broken(reason: string) {
    clearTimeout(renewal);
    listener.onConnection({ state: "broken", reason });
    // The client goes on by itself, but not where the server has refused it or shown it the door.
    if (socket.active) return;
    clearTimeout(attempt);
    attempt = setTimeout(() => socket.connect(), Math.min(patience.most, patience.first * 2 ** failures++));
  }

  function renewBefore(expiresAt: string) {
    clearTimeout(renewal);
    const left = Date.parse(expiresAt) - Date.now();
    renewal = setTimeout(() => void renew(), Math.max(soonest, left * 0.8));
  }

  /** Stays in the room beyond the token. When that fails, the server ends the session with the token, and it is made anew. */
  async function renew() {
    try {
      const { token } = await askToken(project, closing);
      const answer: unknown = await socket.timeout(10_000).emitWithAck("renew", { token });
      const expiresAt = (answer as { expiresAt?: unknown }).expiresAt;
      if (typeof expiresAt === "string") renewBefore(expiresAt);
    } catch {
      if (!closing.aborted) renewBefore(new Date(Date.now() + soonest).toISOString());
    }
  }

  socket.on("connected", ({ expiresAt }: LiveConnected) => {
    failures = 0;
    listener.onConnection({ state: "live" });
    renewBefore(expiresAt);
  });
  socket.on("metrics", listener.onMetrics);
  socket.on("error", listener.onErrors);
  socket.on("connect_error", (error) => broken(noToken() || sentence(error.message)));
  socket.on("disconnect", (reason) => broken(endings[reason] ?? "The connection was lost."));
}

/** Ends the connection. One that is being opened is opened first: browsers complain in the console of what is broken off. */
function leave(socket: Socket) {
  const manager = socket.io;
  manager.reconnection(false);
  if (manager.engine?.readyState === "opening") manager.once("open", () => socket.disconnect());
  else socket.disconnect();
}

const endings: Readonly<Record<string, string>> = {
  "io server disconnect": "The server ended the connection.",
  "ping timeout": "The server has not been heard of for a while.",
};

/** A message of the client as a sentence: "websocket error" is "Websocket error." */
function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${message.endsWith(".") ? "" : "."}`;
}
