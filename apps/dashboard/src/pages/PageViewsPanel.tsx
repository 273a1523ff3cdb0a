import { useQuery } from "@tanstack/react-query";
import { vitals, type PageView } from "../../../../schema/wire.gen.ts";
import { viewsQuery } from "../api/queries.ts";
import { toCsv } from "../export/csv.ts";
import { Exports } from "../export/Exports.tsx";
import { formatAgo, formatMoment } from "../format/time.ts";
import { ScreenLink } from "../frame/ScreenLink.tsx";
import { Answer } from "../ui/Answer.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { useNow } from "../ui/useNow.ts";
import type { View } from "../view/view.ts";
import { describeVisitor } from "../views/describeVisitor.ts";
import { ReportedVitals } from "../views/ReportedVitals.tsx";
import { WhyList } from "../why/WhyList.tsx";
import styles from "./PageViewsPanel.module.css";

/** The latest views of a page; each opens to why its vitals came out as they did. */
export function PageViewsPanel({
  projectKey,
  view,
  className,
}: {
  projectKey: string;
  view: View;
  className?: string | undefined;
}) {
  const query = useQuery(viewsQuery(projectKey, view, 50));
  return (
    <Panel
      title="Latest views"
      note="The newest 50. Open one to see why it was fast or slow."
      className={className}
      controls={<Exports title="Latest views of a page" csv={() => viewsCsv(query.data ?? [])} />}
    >
      <Answer
        query={query}
        loading={<SkeletonRows rows={10} label="Loading the latest views" />}
        isEmpty={(views) => views.length === 0}
        empty="No view of this page in this range. Widen the range or take filters away."
      >
        {(views) => <Views views={views} />}
      </Answer>
    </Panel>
  );
}

function Views({ views }: { views: readonly PageView[] }) {
  const now = useNow();
  return (
    <ol>
      {views.map((view) => (
        <li key={view.view_id} className={styles.view}>
          <details>
            <summary className={styles.summary}>
              <time className={styles.when} dateTime={view.timestamp} title={formatMoment(view.timestamp)}>
                {formatAgo(view.timestamp, now)}
              </time>
              <span className={styles.visitor}>{describeVisitor(view)}</span>
              <ReportedVitals view={view} />
            </summary>
            <WhyList view={view} />
            <p className={styles.more}>
              {formatMoment(view.timestamp)}
              <ScreenLink to="/sessions/$sessionId" params={{ sessionId: view.session_id }}>
                <span>
                  Session <bdi>{view.session_id}</bdi>
                </span>
              </ScreenLink>
            </p>
          </details>
        </li>
      ))}
    </ol>
  );
}

function viewsCsv(views: readonly PageView[]): string {
  return toCsv<PageView>(
    [
      { title: "timestamp", value: (view) => view.timestamp },
      { title: "website", value: (view) => view.website },
      { title: "path", value: (view) => view.path },
      ...vitals.map(({ column }) => ({ title: column, value: (view: PageView) => view[column] })),
      { title: "device", value: (view) => view.device_type },
      { title: "browser", value: (view) => view.browser },
      { title: "country", value: (view) => view.country },
      { title: "navigation_type", value: (view) => view.navigation_type },
      { title: "session_id", value: (view) => view.session_id },
      { title: "attribution", value: (view) => view.attribution && JSON.stringify(view.attribution) },
    ],
    views,
  );
}
