import type { VitalSummary } from "../../../../schema/wire.gen.ts";
import { formatCount, formatShare } from "../format/number.ts";
import { ratingTitles, type Rating } from "../rating.ts";
import { RatingIcon } from "./RatingMark.tsx";
import { SkeletonText } from "./Skeleton.tsx";
import styles from "./RatingShares.module.css";

const fills: Record<Rating, string | undefined> = {
  good: styles.good,
  "needs-improvement": styles.middling,
  poor: styles.poor,
};

/** How the page views share out over the ratings, as a bar and in figures. */
export function RatingShares({ ratings }: { ratings: VitalSummary["ratings"] | undefined }) {
  const parts: readonly [Rating, number][] = [
    ["good", ratings?.good ?? 0],
    ["needs-improvement", ratings?.needsImprovement ?? 0],
    ["poor", ratings?.poor ?? 0],
  ];
  const total = parts.reduce((sum, [, count]) => sum + count, 0);
  return (
    <div className={styles.shares}>
      <div className={styles.bar} aria-hidden="true">
        {parts.map(
          ([rating, count]) => count > 0 && <span key={rating} className={fills[rating]} style={{ flexGrow: count }} />,
        )}
      </div>
      <ul className={styles.figures}>
        {parts.map(([rating, count]) => (
          <li key={rating} title={`${ratingTitles[rating]}: ${formatCount(count)} of ${formatCount(total)}`}>
            <RatingIcon rating={rating} />
            {ratings === undefined ? <SkeletonText width="3ch" /> : formatShare(count, total)}
          </li>
        ))}
      </ul>
    </div>
  );
}
