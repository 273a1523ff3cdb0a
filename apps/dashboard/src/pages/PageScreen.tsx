import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { summaryQuery, timeseriesQuery, viewsQuery } from "../api/queries.ts";
import { BreakdownPanel } from "../breakdown/BreakdownPanel.tsx";
import { DistributionPanel } from "../distribution/DistributionPanel.tsx";
import { pageLink } from "../format/link.ts";
import { formatCount, formatEstimate } from "../format/number.ts";
import { useProject } from "../frame/project.ts";
import { ScreenAnswer } from "../frame/ScreenAnswer.tsx";
import { ScreenHeading } from "../frame/ScreenHeading.tsx";
import { VitalCards } from "../overview/VitalCards.tsx";
import { SeriesPanel } from "../series/SeriesPanel.tsx";
import { AnswerNotice, Notice } from "../ui/Notice.tsx";
import { SkeletonText } from "../ui/Skeleton.tsx";
import { Term } from "../ui/Term.tsx";
import { describeSpan } from "../view/describe.ts";
import { elsewhere, useView } from "../view/useView.ts";
import { PageViewsPanel } from "./PageViewsPanel.tsx";
import styles from "./PageScreen.module.css";
import { meanings } from "../words/vitals.ts";

/** The longest time that is looked through for the name of a page that nobody has looked at lately. */
const longest = { range: "90d", filters: [] } as const;

/** One page: its vitals, how they lie and went, for whom, and why the latest views came out as they did. */
export function PageScreen() {
  const { projectKey } = useProject();
  const { pageId } = useParams({ from: "/pages/$pageId" });
  const [shared, onChange] = useView();
  const page = Number(pageId);
  const known = Number.isSafeInteger(page) && page > 0;
  const view = { ...shared, page };
  const summary = useQuery({ ...summaryQuery(projectKey, view), enabled: known });
  const series = useQuery({ ...timeseriesQuery(projectKey, view), enabled: known });
  const named = useQuery({ ...viewsQuery(projectKey, { ...longest, page }, 1), enabled: known });
  const panels = { projectKey, view, onChange };
  const newest = named.data?.[0];
  const back = (
    <Link to="/pages" search={elsewhere(shared)}>
      All pages
    </Link>
  );

  if (!known || (named.data !== undefined && !named.isPlaceholderData && newest === undefined)) {
    return (
      <div className={styles.screen}>
        <ScreenHeading title="Page">{back}</ScreenHeading>
        <div className={styles.notice}>
          <Notice
            title="There is no such page."
            detail="Nobody has looked at it in the last 90 days, or it is of another project. Choose one from the list of pages."
          />
        </div>
      </div>
    );
  }

  return (
    <div className={styles.screen}>
      <div className={styles.heading}>
        <ScreenHeading
          title={
            newest === undefined ? named.isError ? "Page" : <SkeletonText width="12ch" /> : <bdi>{newest.path}</bdi>
          }
        >
          {newest !== undefined && <Address website={newest.website} path={newest.path} />}
          <p className={styles.facts}>
            <span>
              {summary.data === undefined ? (
                <SkeletonText width="4ch" />
              ) : (
                <b>{formatEstimate(summary.data.estimatedViews, summary.data.totalSamples)}</b>
              )}{" "}
              <Term meaning={meanings.pageView}>{summary.data?.estimatedViews === 1 ? "page view" : "page views"}</Term>
              {summary.data !== undefined &&
                summary.data.estimatedViews !== summary.data.totalSamples &&
                ` (${formatCount(summary.data.totalSamples)} measured)`}
            </span>
            <span>{describeSpan(shared)}</span>
            {back}
          </p>
        </ScreenHeading>
      </div>
      <ScreenAnswer query={summary}>
        {summary.isError && summary.data === undefined ? (
          <div className={styles.notice}>
            <AnswerNotice error={summary.error} onRetry={() => void summary.refetch()} />
          </div>
        ) : (
          <VitalCards
            summary={summary.data}
            series={series.data}
            old={summary.isPlaceholderData}
            view={view}
            onChange={onChange}
          />
        )}
        <div className={styles.grid}>
          <SeriesPanel
            {...panels}
            plain
            title={`${view.vital} over time`}
            className={`${styles.chart} ${styles.half}`}
          />
          <DistributionPanel
            {...panels}
            title={`${view.vital} distribution`}
            className={`${styles.chart} ${styles.half}`}
          />
          <PageViewsPanel projectKey={projectKey} view={view} className={`${styles.list} ${styles.wide}`} />
          <BreakdownPanel {...panels} className={`${styles.list} ${styles.narrow}`} />
        </div>
      </ScreenAnswer>
    </div>
  );
}

/** Where the page is: a link where website and path make a plain address. */
function Address({ website, path }: { website: string; path: string }) {
  const target = pageLink(website, path);
  const words = <bdi>{website}</bdi>;
  if (target === null) return <span className={styles.website}>{words}</span>;
  return (
    <a className={styles.website} href={target} target="_blank" rel="noreferrer noopener">
      {words}
    </a>
  );
}
