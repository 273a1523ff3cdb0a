import { formatAgo, formatMoment } from "../format/time.ts";
import { ScreenLink } from "../frame/ScreenLink.tsx";
import { severalWebsites } from "../pages/severalWebsites.ts";
import { PagePath } from "../ui/PagePath.tsx";
import { useNow } from "../ui/useNow.ts";
import { describeVisitor } from "./describeVisitor.ts";
import styles from "./LatestViews.module.css";
import { ReportedVitals } from "./ReportedVitals.tsx";
import type { ViewLine } from "./viewLine.ts";

/** Page views as they come in, the newest first. The page leads to its screen, the time to the session. */
export function LatestViews({ views }: { views: readonly ViewLine[] }) {
  const now = useNow();
  const several = severalWebsites(views);
  return (
    <ol className={styles.views}>
      {views.map((view) => (
        <li key={view.view_id} className={styles.view}>
          <div className={styles.line}>
            <PagePath path={view.path} website={view.website} showWebsite={several} pageId={view.page_id} />
            <span className={styles.visitor}>{describeVisitor(view)}</span>
            <span className={styles.when}>
              <ScreenLink to="/sessions/$sessionId" params={{ sessionId: view.session_id }}>
                <span className="visually-hidden">Session of </span>
                <time dateTime={view.timestamp} title={formatMoment(view.timestamp)}>
                  {formatAgo(view.timestamp, now)}
                </time>
              </ScreenLink>
            </span>
          </div>
          <ReportedVitals view={view} />
        </li>
      ))}
    </ol>
  );
}
