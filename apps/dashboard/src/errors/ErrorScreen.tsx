import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ErrorGroupDetail } from "../../../../schema/wire.gen.ts";
import { AnswerError } from "../api/getJson.ts";
import { errorGroupQuery } from "../api/queries.ts";
import { formatCounted } from "../format/number.ts";
import { formatAgo, formatMoment } from "../format/time.ts";
import { useProject } from "../frame/project.ts";
import { ScreenAnswer } from "../frame/ScreenAnswer.tsx";
import { ScreenHeading } from "../frame/ScreenHeading.tsx";
import { ScreenLink } from "../frame/ScreenLink.tsx";
import { AnswerNotice, Notice } from "../ui/Notice.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SkeletonRows, SkeletonText } from "../ui/Skeleton.tsx";
import { useNow } from "../ui/useNow.ts";
import { describeSpan } from "../view/describe.ts";
import { useView } from "../view/useView.ts";
import { ErrorCounts } from "./ErrorCounts.tsx";
import { ErrorPages, ErrorVisitors } from "./ErrorShares.tsx";
import styles from "./ErrorScreen.module.css";
import { Occurrences } from "./Occurrences.tsx";

/** One group of errors: what it says, when it happened, where, to whom, and the newest ones whole. */
export function ErrorScreen() {
  const { projectKey } = useProject();
  const { groupId } = useParams({ from: "/errors/$groupId" });
  const [view] = useView();
  const query = useQuery(errorGroupQuery(projectKey, view, groupId));
  const group = query.isPlaceholderData && query.data?.id !== groupId ? undefined : query.data;
  const absent = query.error instanceof AnswerError && !query.error.passing;

  return (
    <div className={styles.screen}>
      <ScreenHeading title={group?.name ?? "Error"}>
        <span className={styles.facts}>
          <span>{describeSpan(view)}</span>
          <ScreenLink to="/errors">All errors</ScreenLink>
        </span>
      </ScreenHeading>
      {absent ? (
        <div className={styles.notice}>
          <Notice
            title="This error did not happen here."
            detail="No error of this group happened in this time, with these filters. Widen the range, take filters away, or choose one from the list of errors."
          />
        </div>
      ) : (
        <ScreenAnswer query={query}>
          {query.isError && group === undefined ? (
            <div className={styles.notice}>
              <AnswerNotice error={query.error} onRetry={() => void query.refetch()} />
            </div>
          ) : (
            <Group group={group} />
          )}
        </ScreenAnswer>
      )}
    </div>
  );
}

function Group({ group }: { group: ErrorGroupDetail | undefined }) {
  return (
    <div className={styles.grid}>
      <section className={`${styles.summary} ${styles.wide}`} aria-label="What happened">
        <p className={styles.message}>
          {group === undefined ? <SkeletonText width="40ch" /> : <bdi>{group.message}</bdi>}
        </p>
        {group === undefined ? <SkeletonText width="30ch" /> : <Facts group={group} />}
      </section>
      <Panel title="Over time" note="Errors in each interval" className={`${styles.wide} ${styles.chart}`}>
        {group === undefined ? (
          <SkeletonRows rows={3} label="Loading the counts" />
        ) : (
          <ErrorCounts series={group.series} />
        )}
      </Panel>
      <Panel title="Newest" note="Open one for its stack" className={`${styles.list} ${styles.most}`}>
        {group === undefined ? (
          <SkeletonRows rows={8} label="Loading the newest" />
        ) : (
          <Occurrences list={group.occurrences} />
        )}
      </Panel>
      <div className={styles.beside}>
        <Panel title="Pages" className={styles.shares}>
          {group === undefined ? <SkeletonRows rows={4} label="Loading the pages" /> : <ErrorPages group={group} />}
        </Panel>
        <Panel title="Who meets it" className={styles.shares}>
          {group === undefined ? (
            <SkeletonRows rows={6} label="Loading the visitors" />
          ) : (
            <ErrorVisitors group={group} />
          )}
        </Panel>
      </div>
    </div>
  );
}

function Facts({ group }: { group: ErrorGroupDetail }) {
  const now = useNow();
  return (
    <p className={styles.counts}>
      <span>
        <b>
          <data value={group.count}>{formatCounted(group.count, "time")}</data>
        </b>{" "}
        in{" "}
        <b>
          <data value={group.sessions}>{formatCounted(group.sessions, "session")}</data>
        </b>
      </span>
      <span>
        first <time dateTime={group.first_seen}>{formatMoment(group.first_seen)}</time>
      </span>
      <span>
        last{" "}
        <time dateTime={group.last_seen} title={formatMoment(group.last_seen)}>
          {formatAgo(group.last_seen, now)}
        </time>
      </span>
      {group.message === "Script error." && (
        <span>
          The browser hides what happens in scripts of other origins: load them with <code>crossorigin</code> and CORS.
        </span>
      )}
    </p>
  );
}
