import { useEffect, useReducer } from "react";
import type { LiveError, LiveMetrics } from "../../../../schema/wire.gen.ts";
import { emptyBoard, takeErrors, takeMetrics, type Board } from "./board.ts";
import { openFeed, type Connection } from "./openFeed.ts";

export interface Feed {
  connection: Connection;
  board: Board;
}

type Told = { connection: Connection } | { metrics: LiveMetrics; now: number } | { errors: LiveError };

/** What the live server tells of a project, for as long as the component is there. */
export function useFeed(projectKey: string): Feed {
  const [feed, tell] = useReducer(take, { connection: { state: "connecting" }, board: emptyBoard });
  useEffect(
    () =>
      openFeed(projectKey, {
        onConnection: (connection) => tell({ connection }),
        onMetrics: (metrics) => tell({ metrics, now: Date.now() }),
        onErrors: (errors) => tell({ errors }),
      }),
    [projectKey],
  );
  return feed;
}

function take(feed: Feed, told: Told): Feed {
  if ("connection" in told) return { ...feed, connection: told.connection };
  if ("metrics" in told) return { ...feed, board: takeMetrics(feed.board, told.metrics, told.now) };
  return { ...feed, board: takeErrors(feed.board, told.errors) };
}
