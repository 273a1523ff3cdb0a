import type { UseQueryResult } from "@tanstack/react-query";
import type { Summary } from "../../../../schema/wire.gen.ts";
import { formatCount, formatCounted, noData } from "../format/number.ts";
import { formatVital } from "../format/vital.ts";
import { rate, type Vital } from "../rating.ts";
import { AnswerNotice } from "../ui/Notice.tsx";
import { Panel } from "../ui/Panel.tsx";
import { RatingMark } from "../ui/RatingMark.tsx";
import { RatingShares } from "../ui/RatingShares.tsx";
import { SkeletonText } from "../ui/Skeleton.tsx";
import { Term } from "../ui/Term.tsx";
import { VitalValue } from "../ui/VitalValue.tsx";
import { seriesPercentiles, type Percentile } from "../view/percentiles.ts";
import styles from "./VitalFigures.module.css";
import { meanings } from "../words/vitals.ts";

/** The vital in figures: the chosen percentile large, the others beside it, and how the page views share out. */
export function VitalFigures({
  vital,
  query,
  percentile,
  className,
}: {
  vital: Vital;
  query: UseQueryResult<Summary, Error>;
  percentile: Percentile;
  className?: string | undefined;
}) {
  const summary = query.data?.[vital.column];
  const value = summary?.[percentile] ?? null;
  const failed = query.isError && summary === undefined;
  return (
    <Panel
      title={<Term meaning={meanings.percentile}>{`At ${percentile}`}</Term>}
      note={
        summary === undefined ? (
          failed ? (
            "Not known"
          ) : (
            "Loading"
          )
        ) : (
          <>
            {formatCount(summary.samples)}{" "}
            <Term meaning={meanings.samples}>{summary.samples === 1 ? "sample" : "samples"}</Term>
            {summary.estimatedSamples !== summary.samples &&
              ` for about ${formatCounted(Math.round(summary.estimatedSamples), "page view")}`}
          </>
        )
      }
      className={className}
    >
      {failed ? (
        <AnswerNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div
          className={query.isPlaceholderData ? `${styles.figures} ${styles.old}` : styles.figures}
          aria-busy={query.isPending || query.isPlaceholderData}
        >
          <p className={styles.headline} data-figure={vital.name}>
            {summary === undefined ? (
              <SkeletonText width="4ch" />
            ) : value === null ? (
              <span>
                <span aria-hidden="true">{noData}</span>
                <span className="visually-hidden">no data</span>
              </span>
            ) : (
              <data value={value}>{formatVital(vital.name, value)}</data>
            )}
            <RatingMark rating={rate(vital.name, value)} />
          </p>
          <dl className={styles.others}>
            {seriesPercentiles.map((other) => (
              <div key={other} className={other === percentile ? styles.chosen : undefined}>
                <dt>{other}</dt>
                <dd>
                  {summary === undefined ? (
                    <SkeletonText width="5ch" />
                  ) : (
                    <VitalValue vital={vital.name} value={summary[other]} />
                  )}
                </dd>
              </div>
            ))}
          </dl>
          <RatingShares ratings={summary?.ratings} />
        </div>
      )}
    </Panel>
  );
}
