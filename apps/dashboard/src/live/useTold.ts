import { useEffect, useEffectEvent, useState } from "react";
import { openFeed } from "./openFeed.ts";

/** The least time between two calls, in milliseconds. */
const pace = 1_000;

/**
 * Calls when the live server tells of something new of a project, at most once a second, and says whether it does tell at
 * the moment: who is not told has to ask.
 */
export function useTold(projectKey: string, onNews: () => void): boolean {
  const [live, setLive] = useState(false);
  const call = useEffectEvent(onNews);
  useEffect(() => {
    let called = 0;
    let next: ReturnType<typeof setTimeout> | undefined;
    const news = () => {
      next ??= setTimeout(
        () => {
          next = undefined;
          called = Date.now();
          call();
        },
        Math.max(0, called + pace - Date.now()),
      );
    };
    const close = openFeed(projectKey, {
      onConnection: ({ state }) => setLive(state === "live"),
      onMetrics: news,
      onErrors: () => undefined,
    });
    return () => {
      clearTimeout(next);
      close();
    };
  }, [projectKey]);
  return live;
}
