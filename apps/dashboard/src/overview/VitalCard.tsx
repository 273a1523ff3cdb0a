import type { VitalSummary } from "../../../../schema/wire.gen.ts";
import { formatShortCount } from "../format/number.ts";
import { formatVital } from "../format/vital.ts";
import { rate, type Vital } from "../rating.ts";
import { Sparkline } from "../series/Sparkline.tsx";
import { RatingMark } from "../ui/RatingMark.tsx";
import { SkeletonText } from "../ui/Skeleton.tsx";
import type { Percentile } from "../view/percentiles.ts";
import { RatingShares } from "../ui/RatingShares.tsx";
import styles from "./VitalCard.module.css";

/** One vital: its value at the chosen percentile, how that rates, and how the page views share out. Choosing it draws its time series. */
export function VitalCard({
  vital,
  summary,
  trend,
  percentile,
  chosen,
  onChoose,
}: {
  vital: Vital;
  summary: VitalSummary | undefined;
  /** The chosen percentile in each bucket of the range; null where there is none. */
  trend?: readonly (number | null)[] | undefined;
  percentile: Percentile;
  chosen: boolean;
  onChoose: () => void;
}) {
  const value = summary?.[percentile] ?? null;
  const titleId = `vital-${vital.column}`;
  return (
    <li className={chosen ? `${styles.card} ${styles.chosen}` : styles.card} data-vital={vital.name}>
      <h2 className={styles.title} id={titleId}>
        <button type="button" className={styles.choose} aria-pressed={chosen} onClick={onChoose}>
          {vital.name} <span className={styles.name}>{vital.title}</span>
        </button>
      </h2>
      <p className={styles.value}>
        {summary === undefined ? (
          <SkeletonText width="4ch" />
        ) : value === null ? (
          <>
            <span aria-hidden="true">–</span>
            <span className="visually-hidden">no data</span>
          </>
        ) : (
          <data value={value}>{formatVital(vital.name, value)}</data>
        )}
        <span className={styles.percentile}>{percentile}</span>
      </p>
      <p className={styles.facts}>
        {summary === undefined ? (
          <SkeletonText width="14ch" />
        ) : (
          <>
            <RatingMark rating={rate(vital.name, value)} />
            <span className={styles.samples}>
              {formatShortCount(summary.samples)} {summary.samples === 1 ? "sample" : "samples"}
            </span>
          </>
        )}
      </p>
      <Sparkline values={trend} />
      <RatingShares ratings={summary?.ratings} />
    </li>
  );
}
