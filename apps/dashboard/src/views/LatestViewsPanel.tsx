import { useQuery } from "@tanstack/react-query";
import type { PageView } from "../../../../schema/wire.gen.ts";
import { latestViewsQuery } from "../api/queries.ts";
import { formatAgo, formatMoment } from "../format/time.ts";
import { Answer } from "../ui/Answer.tsx";
import { PagePath } from "../ui/PagePath.tsx";
import { TitleLink } from "../ui/TitleLink.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { useNow } from "../ui/useNow.ts";
import type { View } from "../view/view.ts";
import { severalWebsites } from "../pages/severalWebsites.ts";
import { describeVisitor } from "./describeVisitor.ts";
import styles from "./LatestViewsPanel.module.css";
import { ReportedVitals } from "./ReportedVitals.tsx";

/** The newest page views as they come in. Seeing one's own is what makes the numbers believable. */
export function LatestViewsPanel({
  projectKey,
  view,
  className,
}: {
  projectKey: string;
  view: View;
  className?: string | undefined;
}) {
  const query = useQuery(latestViewsQuery(projectKey, view));
  return (
    <Panel
      title={<TitleLink to="/live">Latest page views</TitleLink>}
      note="Your own visit appears here within a second or two."
      className={className}
    >
      <Answer
        query={query}
        loading={<SkeletonRows rows={9} label="Loading the latest page views" />}
        isEmpty={(views) => views.length === 0}
        empty="No page views in this range. Open one of your pages to see it appear here."
      >
        {(views) => <LatestViews views={views} />}
      </Answer>
    </Panel>
  );
}

export function LatestViews({ views }: { views: readonly PageView[] }) {
  const now = useNow();
  const several = severalWebsites(views);
  return (
    <ol className={styles.views}>
      {views.map((view) => (
        <li key={view.view_id} className={styles.view}>
          <div className={styles.line}>
            <PagePath path={view.path} website={view.website} showWebsite={several} pageId={view.page_id} />
            <span className={styles.visitor}>{describeVisitor(view)}</span>
            <time className={styles.when} dateTime={view.timestamp} title={formatMoment(view.timestamp)}>
              {formatAgo(view.timestamp, now)}
            </time>
          </div>
          <ReportedVitals view={view} />
        </li>
      ))}
    </ol>
  );
}
