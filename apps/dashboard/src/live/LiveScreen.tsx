import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { refresh, viewsQuery } from "../api/queries.ts";
import { formatCounted } from "../format/number.ts";
import { useProject } from "../frame/project.ts";
import { ScreenHeading } from "../frame/ScreenHeading.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { TitleLink } from "../ui/TitleLink.tsx";
import { useNow } from "../ui/useNow.ts";
import { useView } from "../view/useView.ts";
import { LatestViews } from "../views/LatestViews.tsx";
import { asLine, type Board } from "./board.ts";
import { ConnectionState } from "./ConnectionState.tsx";
import { LiveCountries } from "./LiveCountries.tsx";
import { LiveErrors } from "./LiveErrors.tsx";
import { LivePages } from "./LivePages.tsx";
import { LiveRate } from "./LiveRate.tsx";
import { LiveRatings } from "./LiveRatings.tsx";
import styles from "./LiveScreen.module.css";
import { tallyBoard, tallyViews } from "./tally.ts";
import { useFeed } from "./useFeed.ts";

/** All page views of the last hour: without a live server they are asked for, the newest 200 every two seconds. */
const lastHour = { range: "1h", filters: [] } as const;

/** What happens now: page views, errors and events as they are committed. */
export function LiveScreen() {
  const { projectKey } = useProject();
  const [view] = useView();
  const feed = useFeed(projectKey);
  const present = useNow();
  const [held, setHeld] = useState<{ board: Board; now: number } | null>(null);
  const { board, now } = held ?? { board: feed.board, now: present };

  const broken = feed.connection.state === "broken";
  const asked = useQuery({
    ...viewsQuery(projectKey, lastHour, 200, true),
    enabled: broken && held === null,
    refetchInterval: refresh.prompt,
  });
  const polled = broken ? asked.data : undefined;
  const lines = useMemo(() => polled ?? board.views.map(asLine), [polled, board.views]);
  const tally = polled === undefined ? tallyBoard(board, now) : tallyViews(polled, now);
  const loading = polled === undefined && board.stretches.length === 0;
  const missed = held === null ? 0 : feed.board.seen - held.board.seen;

  return (
    <div className={styles.screen}>
      <ScreenHeading title="Live">
        <ConnectionState connection={feed.connection} unanswered={asked.isError} />
        <span className={styles.controls}>
          {missed > 0 && <span>{formatCounted(missed, "page view")} since</span>}
          <button
            type="button"
            className={styles.pause}
            aria-pressed={held !== null}
            onClick={() => setHeld(held === null ? { board: feed.board, now: present } : null)}
          >
            {held === null ? "Pause" : "Go on"}
          </button>
        </span>
      </ScreenHeading>
      <p className={styles.note}>
        {loading
          ? "The last five minutes"
          : tally.since !== null && present - tally.since < 5 * 60_000 - 1_000
            ? `What is known since ${new Date(tally.since).toLocaleTimeString("en-GB")}, at most five minutes`
            : "The last five minutes"}
        {view.filters.length > 0 && "; all page views: the filters do not apply here"}
      </p>
      <div className={styles.grid}>
        <LiveRate
          board={board}
          now={now}
          tally={tally}
          told={polled === undefined && !loading}
          className={styles.rate}
        />
        <LiveRatings ratings={loading ? undefined : tally.ratings} className={styles.ratings} />
        <Panel
          title={<TitleLink to="/sessions">Page views</TitleLink>}
          note="As they are written; your own visit appears at once"
          className={styles.views}
        >
          {loading ? (
            <SkeletonRows rows={9} label="Waiting for page views" />
          ) : lines.length === 0 ? (
            <p className={styles.empty}>
              Nobody is looking at the moment. Open one of your pages to see it appear here.
            </p>
          ) : (
            <LatestViews views={lines} />
          )}
        </Panel>
        <LiveCountries countries={loading ? undefined : tally.countries} className={styles.world} />
        <LivePages pages={loading ? undefined : tally.pages} views={tally.views} className={styles.half} />
        <LiveErrors errors={board.errors} told={!broken} className={styles.half} />
      </div>
    </div>
  );
}
