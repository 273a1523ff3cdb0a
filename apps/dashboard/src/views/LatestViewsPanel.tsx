import { useQuery } from "@tanstack/react-query";
import { vitals, type PageView } from "../../../../schema/wire.gen.ts";
import { latestViewsQuery } from "../api/queries.ts";
import { formatDimensionValue } from "../format/dimension.ts";
import { formatAgo, formatMoment } from "../format/time.ts";
import { Answer } from "../ui/Answer.tsx";
import { PagePath } from "../ui/PagePath.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { useNow } from "../ui/useNow.ts";
import { VitalValue } from "../ui/VitalValue.tsx";
import type { View } from "../view/view.ts";
import { severalWebsites } from "../pages/severalWebsites.ts";
import styles from "./LatestViewsPanel.module.css";

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
    <Panel title="Latest page views" note="Your own visit appears here within a second or two." className={className}>
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
            <PagePath path={view.path} website={view.website} showWebsite={several} />
            <span className={styles.visitor}>{describeVisitor(view)}</span>
            <time className={styles.when} dateTime={view.timestamp} title={formatMoment(view.timestamp)}>
              {formatAgo(view.timestamp, now)}
            </time>
          </div>
          <Reported view={view} />
        </li>
      ))}
    </ol>
  );
}

/** The vitals the view has reported so far; the others may still come. FID is left out: INP has replaced it. */
function Reported({ view }: { view: PageView }) {
  const reported = vitals.filter(({ name, column }) => name !== "FID" && view[column] !== null);
  if (reported.length === 0) return <p className={styles.visitor}>No vitals yet</p>;
  return (
    <dl className={styles.vitals}>
      {reported.map(({ name, column }) => (
        <div key={name} className={styles.vital}>
          <dt>{name}</dt>
          <dd>
            <VitalValue vital={name} value={view[column]} quiet />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function describeVisitor(view: PageView): string {
  const parts = [
    view.device_type === null ? null : formatDimensionValue("device", view.device_type),
    view.browser === null ? null : formatDimensionValue("browser", view.browser),
    view.country === null ? null : formatDimensionValue("country", view.country),
    view.bot ? "Bot" : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "Unknown visitor" : parts.join(" · ");
}
