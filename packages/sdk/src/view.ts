import type { Event } from "../../../schema/wire.gen";
import { randomId } from "./id";
import type { NavigationType } from "./navigation";

/** One page being looked at. */
export interface View {
  readonly id: string;
  /** When it began on the performance timeline, in ms since the time origin; 0 for the document's own view. */
  readonly startTime: number;
  /** When it began, client clock, ms since the epoch. */
  readonly start: number;
  /** The scrubbed URL that it began on: what its vitals are billed to. */
  readonly page: string;
  readonly navigationType: NavigationType;
  /** What its page_view event tells beside. */
  readonly data?: Record<string, unknown>;
  /** The fields that place the view's next event. */
  stamp(): Stamp;
}

export type Stamp = Required<Pick<Event, "id" | "ts" | "viewId" | "viewStart" | "navigationType">>;

/** What is known of a view when it begins. */
export type Beginning = Pick<View, "startTime" | "start" | "page" | "navigationType" | "data">;

export function createView(of: Beginning): View {
  const id = randomId();
  let count = 0;
  let last = 0;
  return {
    ...of,
    id,
    stamp() {
      // Of two reports of a vital the one with the greater ts wins, so no two events of a view may share one,
      // and a clock that is set back must not make an old report win.
      last = Math.max(Date.now(), last + 1);
      return {
        id: `${id}.${++count}`,
        ts: last,
        viewId: id,
        viewStart: of.start,
        navigationType: of.navigationType,
      };
    },
  };
}
