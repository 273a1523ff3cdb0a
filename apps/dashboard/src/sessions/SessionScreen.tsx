import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { PageView } from "../../../../schema/wire.gen.ts";
import { journeyQuery, sessionErrorsQuery } from "../api/queries.ts";
import { formatCounted } from "../format/number.ts";
import { formatMoment } from "../format/time.ts";
import { useProject } from "../frame/project.ts";
import { ScreenAnswer } from "../frame/ScreenAnswer.tsx";
import { ScreenHeading } from "../frame/ScreenHeading.tsx";
import { ScreenLink } from "../frame/ScreenLink.tsx";
import { AnswerNotice, Notice } from "../ui/Notice.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SkeletonRows, SkeletonText } from "../ui/Skeleton.tsx";
import { describeVisitor } from "../views/describeVisitor.ts";
import { Journey } from "./Journey.tsx";
import { describePause, journey } from "./journey.ts";
import styles from "./SessionScreen.module.css";

/** One session: what its visitor met, page by page, in the order of time. */
export function SessionScreen() {
  const { projectKey } = useProject();
  const { sessionId } = useParams({ from: "/sessions/$sessionId" });
  const views = useQuery(journeyQuery(projectKey, sessionId));
  const errors = useQuery(sessionErrorsQuery(projectKey, sessionId));
  const steps = views.data === undefined ? [] : journey(views.data, errors.data ?? []);
  const nothing =
    steps.length === 0 && views.data !== undefined && !views.isPlaceholderData && errors.data !== undefined;

  return (
    <div className={styles.screen}>
      <ScreenHeading title="Session">
        <span className={styles.facts}>
          <bdi className={styles.id}>{sessionId}</bdi>
          <ScreenLink to="/sessions">Latest sessions</ScreenLink>
        </span>
      </ScreenHeading>
      {nothing ? (
        <div className={styles.notice}>
          <Notice
            title="There is no such session."
            detail="It is of another project, or it has been deleted. Choose one from the list of sessions."
          />
        </div>
      ) : (
        <ScreenAnswer query={views}>
          {views.isError && views.data === undefined ? (
            <div className={styles.notice}>
              <AnswerNotice error={views.error} onRetry={() => void views.refetch()} />
            </div>
          ) : (
            <>
              <Visitor views={views.data} errors={errors.data?.length} />
              <Panel title="Journey" note="Open a page view to see why its vitals came out as they did">
                {views.data === undefined ? (
                  <SkeletonRows rows={8} label="Loading the journey" />
                ) : (
                  <Journey steps={steps} />
                )}
              </Panel>
            </>
          )}
        </ScreenAnswer>
      )}
    </div>
  );
}

function Visitor({ views, errors }: { views: readonly PageView[] | undefined; errors: number | undefined }) {
  const first = views?.[0];
  const last = views?.at(-1);
  if (first === undefined || last === undefined) {
    return (
      <p className={styles.visitor}>
        <SkeletonText width="36ch" />
      </p>
    );
  }
  const took = Date.parse(last.timestamp) - Date.parse(first.timestamp);
  return (
    <p className={styles.visitor}>
      <b>{describeVisitor(first)}</b>
      <span>{formatCounted(views?.length ?? 0, "page view")}</span>
      {errors !== undefined && <span>{formatCounted(errors, "error")}</span>}
      {took > 0 && <span>{describePause(took)} from the first page to the last</span>}
      <time dateTime={first.timestamp}>{formatMoment(first.timestamp)}</time>
    </p>
  );
}
