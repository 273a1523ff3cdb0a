import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, type ReactNode } from "react";
import { timeseriesQuery } from "../api/queries.ts";
import { Exports } from "../export/Exports.tsx";
import { formatBound } from "../format/vital.ts";
import { vitalOf } from "../rating.ts";
import { Answer } from "../ui/Answer.tsx";
import { Term } from "../ui/Term.tsx";
import { TitleLink } from "../ui/TitleLink.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SkeletonArea } from "../ui/Skeleton.tsx";
import { seriesPercentiles } from "../view/percentiles.ts";
import { intervalOf } from "../view/span.ts";
import type { ChangeView } from "../view/useView.ts";
import type { View } from "../view/view.ts";
import { vitalMeanings } from "../words/vitals.ts";
import { describeSeries, seriesCsv, seriesOf } from "./seriesPoints.ts";
import styles from "./SeriesPanel.module.css";

const SeriesChart = lazy(() => import("./SeriesChart.tsx"));

/** The chosen vital over time. */
export function SeriesPanel({
  projectKey,
  view,
  onChange,
  plain = false,
  title,
  className,
}: {
  projectKey: string;
  view: View;
  onChange: ChangeView;
  /** On a screen that is about the vital anyway: without its name and its meaning. */
  plain?: boolean;
  title?: ReactNode;
  className?: string | undefined;
}) {
  const query = useQuery(timeseriesQuery(projectKey, view));
  const { good, poor } = vitalOf(view.vital);
  const loading = <SkeletonArea label="Loading the time series" />;
  return (
    <Panel
      title={
        title ??
        (plain ? (
          "Over time"
        ) : (
          <TitleLink to="/vitals/$vital" params={{ vital: vitalOf(view.vital).column }}>
            {view.vital}, {vitalOf(view.vital).title}
          </TitleLink>
        ))
      }
      note={
        plain ? (
          `${view.vital} by ${unitOf(intervalOf(view))}`
        ) : (
          <>
            <Term meaning={vitalMeanings[view.vital]}>What is {view.vital}?</Term>{" "}
            <span className={styles.bounds}>
              Good ≤ {formatBound(view.vital, good)}, poor &gt; {formatBound(view.vital, poor)}, by{" "}
              {unitOf(intervalOf(view))}.
            </span>
          </>
        )
      }
      className={className}
      controls={
        <>
          <Exports title={`${view.vital} over time`} png csv={() => seriesCsv(query.data ?? [], view.vital)} />
          <fieldset className={styles.lines}>
            <legend className="visually-hidden">Lines</legend>
            {seriesPercentiles.map((percentile) => {
              const shown = view.series.includes(percentile);
              return (
                <button
                  key={percentile}
                  type="button"
                  className={styles.line}
                  data-percentile={percentile}
                  aria-pressed={shown}
                  onClick={() =>
                    onChange({
                      series: seriesPercentiles.filter((other) =>
                        other === percentile ? !shown : view.series.includes(other),
                      ),
                    })
                  }
                >
                  <svg className={styles.sample} viewBox="0 0 16 4" aria-hidden="true">
                    <path d="M0 2h16" />
                  </svg>
                  {percentile}
                </button>
              );
            })}
          </fieldset>
        </>
      }
    >
      <Answer
        query={query}
        loading={loading}
        isEmpty={(buckets) => buckets.every((bucket) => bucket[`${vitalOf(view.vital).column}_samples`] === 0)}
        empty={`No page view has reported ${view.vital} in this range.`}
      >
        {(buckets) => (
          <figure className={styles.figure}>
            <figcaption className="visually-hidden">{describeSeries(buckets, view.vital, view.series)}</figcaption>
            <Suspense fallback={loading}>
              <SeriesChart series={seriesOf(buckets, view.vital)} vital={view.vital} lines={view.series} />
            </Suspense>
          </figure>
        )}
      </Answer>
    </Panel>
  );
}

/** "hour" for "1 hour", else the interval as it is. */
function unitOf(interval: string): string {
  return interval.replace(/^1 /, "");
}
