import { vitals, type LiveError, type LiveMetrics } from "../../../../schema/wire.gen.ts";
import type { ViewLine } from "../views/viewLine.ts";
import { mergeStretches, type Stretch } from "./stretch.ts";

export type LiveView = LiveMetrics["latest"][number];
export type LiveFailure = LiveError["errors"][number] & { key: string };

/** What is known of what happens now. However much happens, it stays as small as its bounds. */
export interface Board {
  /** What was committed, a stretch a second and a longer one where one joined, oldest first. */
  stretches: readonly Stretch[];
  /** The newest page views. One that changes stays where it is. */
  views: readonly LiveView[];
  errors: readonly LiveFailure[];
  /** New page views since the board was made: what one has missed when it was paused. */
  seen: number;
  /** Errors since the board was made. */
  failed: number;
}

export const emptyBoard: Board = { stretches: [], views: [], errors: [], seen: 0, failed: 0 };

/** How far back the board goes, in milliseconds, and how long its lists are. */
export const span = 5 * 60_000;
const most = { views: 100, errors: 50 } as const;
const minute = 60_000;

/**
 * Adds what was committed. All times are this browser's own, so that its clock may be wrong. What catches up is the last
 * minute whole, and takes the place of what was known of it.
 */
export function takeMetrics(board: Board, metrics: LiveMetrics, now: number): Board {
  const stretch = stretchOf(metrics, now);
  const known = board.stretches.filter(({ ends }) => ends > now - span && (!metrics.catchUp || ends <= now - minute));
  const last = known.at(-1);
  const together = last !== undefined && !last.caughtUp && !metrics.catchUp && sameSecond(last.ends, now);
  return {
    ...board,
    stretches: together ? [...known.slice(0, -1), mergeStretches(last, stretch)] : [...known, stretch],
    views: takeViews(board.views, metrics.latest),
    seen: board.seen + (metrics.catchUp ? 0 : metrics.views),
  };
}

export function takeErrors(board: Board, { errors, total }: LiveError): Board {
  const keyed = errors.map((error, place) => ({ ...error, key: `${board.failed + total - place}` }));
  return { ...board, errors: [...keyed, ...board.errors].slice(0, most.errors), failed: board.failed + total };
}

/** New ones come on top, in the order of their time; those that are there take what is new of them. */
export function takeViews(known: readonly LiveView[], latest: readonly LiveView[]): readonly LiveView[] {
  const byId = new Map(known.map((view) => [view.viewId, view]));
  for (const view of latest) byId.set(view.viewId, view);
  return [...byId.values()].sort((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp)).slice(0, most.views);
}

function stretchOf(metrics: LiveMetrics, now: number): Stretch {
  const length = Math.max(0, Date.parse(metrics.to) - Date.parse(metrics.from));
  return {
    begins: now - (metrics.catchUp ? minute : Math.min(length, minute)),
    ends: now,
    caughtUp: metrics.catchUp,
    events: metrics.events,
    views: metrics.views,
    errors: metrics.errors,
    pages: metrics.pages,
    countries: metrics.countries,
    ratings: Object.fromEntries(
      vitals.map(({ column }) => {
        const { good, needsImprovement, poor } = metrics.vitals[column];
        return [column, { good, needsImprovement, poor }];
      }),
    ) as Stretch["ratings"],
  };
}

function sameSecond(a: number, b: number): boolean {
  return Math.floor(a / 1_000) === Math.floor(b / 1_000);
}

/** A page view of the live server as lists show it. */
export function asLine(view: LiveView): ViewLine {
  return {
    ...view,
    view_id: view.viewId,
    session_id: view.sessionId,
    page_id: view.pageId,
    device_type: view.device,
  };
}
