import type { Event } from "../../../schema/wire.gen";
import { backoff } from "./backoff";
import type { Log } from "./guard";
import { byteLength, isPassing, type Answer, type Transport } from "./transport";

const BATCH_EVENTS = 10;
/** Characters of JSON. */
const BATCH_SIZE = 16 * 1024;
const BATCH_MS = 5_000;
/** Below the 64 KB that may be in flight, with room for a second, small beacon behind a full one. */
const BEACON_BYTES = 56 * 1024;
/** While nothing can be sent, the newest so many events are kept, of so many characters together. */
const MAX_WAITING = 200;
const MAX_WAITING_SIZE = 256 * 1024;

const sizeOf = (events: Event[]): number => JSON.stringify(events).length;

export interface Outbox {
  /** Takes an event; an urgent one does not wait for others. Nothing is sent in the caller's task: that costs time. */
  add(event: Event, urgent?: boolean): void;
  /** Sends what waits, also while retries are held back. */
  flush(): void;
  /** The same for the last moment of a page: the browser is asked to send on its own. */
  flushAtHide(): void;
  /** Throws away what waits. */
  discard(): void;
}

/**
 * Collects events and sends them ten at a time, 16 KB at a time, or after 5 s, whichever is first. What could not be
 * sent goes back to the front and is sent again later; `seal` makes a beacon at that moment, so that its `sentAt` is
 * true. Resending is safe: the server knows an event by its id.
 */
export function createOutbox(transport: Transport, seal: (events: Event[]) => string, log: Log): Outbox {
  let waiting: Event[] = [];
  let size = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  /** What was sent last was sent because the page was hidden. */
  let left = false;

  /** Lets all of these wait, some of them new. The oldest go when it is too much. */
  const keep = (all: Event[], added: Event[]) => {
    size += sizeOf(added); // throws for what is no JSON, which must not get among the others
    waiting = all;
    while (waiting.length > MAX_WAITING || size > MAX_WAITING_SIZE) size -= sizeOf(waiting.splice(0, 1));
  };

  const arm = (ms: number) => {
    timer ??= setTimeout(() => flush(), ms);
  };

  const disarm = () => {
    clearTimeout(timer);
    timer = undefined;
  };

  /**
   * Hands over what waits, as sealed beacons that are small enough to go out at hide. It waits until it is handed over:
   * Firefox ends handlers of a tab that is being closed wherever they are, past every catch. The next one sends it then,
   * if need be twice, which the server knows by the ids.
   */
  function drain(send: (events: Event[], body: string) => void) {
    disarm();
    const pieces = [waiting];
    for (let piece = pieces.pop(); piece; piece = pieces.pop()) {
      if (piece.length === 0) continue;
      const body = seal(piece);
      if (piece.length === 1 || byteLength(body) <= BEACON_BYTES) {
        send(piece, body);
        continue;
      }
      // Not all of it may get through. Errors are large and go last, so they never crowd out the vitals.
      const ordered = [...piece].sort((a, b) => Number(a.type === "error") - Number(b.type === "error"));
      const half = ordered.length >> 1;
      pieces.push(ordered.slice(half), ordered.slice(0, half));
    }
    waiting = [];
    size = 0;
    left = false;
  }

  function settle(events: Event[], answer: Answer) {
    if (isPassing(answer)) {
      keep([...events, ...waiting], events);
      // Retry-After is whole seconds: who was refused in one moment would come back in one.
      const pause = answer.after + backoff(++failures);
      log(`${events.length} events wait ${Math.round(pause)} ms`, answer);
      disarm();
      arm(pause);
      return;
    }
    if (answer.status >= 400) log(`${events.length} events refused`, answer);
    if (failures === 0) return;
    failures = 0;
    disarm();
    if (waiting.length > 0) arm(BATCH_MS);
  }

  const post = (events: Event[], body: string, plain?: boolean) =>
    void transport.post(body, plain).then((answer) => settle(events, answer));

  const flush = () => drain(post);

  function flushAtHide() {
    transport.rescue();
    drain((events, body) => {
      if (!transport.beacon(body)) post(events, body, true);
    });
    left = document.visibilityState === "hidden";
  }

  return {
    add(event, urgent = false) {
      keep([...waiting, event], [event]);
      const due = urgent || waiting.length >= BATCH_EVENTS || size >= BATCH_SIZE;
      if (due && failures === 0) {
        disarm();
        arm(0);
      } else arm(BATCH_MS); // after a failure the retry's timer runs already
      // Chromium tells of the last interaction after it has hidden a page that is being closed: nothing comes later.
      if (left && event.type === "web_vital") flushAtHide();
    },
    flush,
    discard() {
      waiting = [];
      size = 0;
      disarm();
    },
    flushAtHide,
  };
}
