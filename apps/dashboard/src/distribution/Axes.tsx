import type { Distribution, VitalName } from "../../../../schema/wire.gen.ts";
import { formatShare } from "../format/number.ts";
import { formatBound } from "../format/vital.ts";
import { ratingTitles, type Rating } from "../rating.ts";
import { edgeTicks, placeOf, type Bar } from "./bars.ts";
import styles from "./DistributionChart.module.css";
import type { Plot } from "./plot.ts";

/** The grid, the ticks, and the three zones of the ratings with their names and shares. */
export function Axes({
  vital,
  distribution,
  bars,
  plot,
  shares,
}: {
  vital: VitalName;
  distribution: Distribution;
  bars: readonly Bar[];
  plot: Plot;
  shares: readonly number[];
}) {
  const { bins, good, poor } = distribution;
  const about = Math.max(2, Math.floor((plot.right - plot.left) / 70));
  return (
    <g>
      {shares.map((share) => (
        <g key={share}>
          <line className={styles.grid} x1={plot.left} x2={plot.right} y1={plot.y(share)} y2={plot.y(share)} />
          <text className={styles.tick} x={plot.left - 8} y={plot.y(share)} textAnchor="end" dominantBaseline="middle">
            {`${Math.round(share * 100)} %`}
          </text>
        </g>
      ))}
      {edgeTicks(bins, [good, poor], about).map((edge) => (
        <text
          key={edge}
          className={edge === good || edge === poor ? styles.threshold : styles.tick}
          x={plot.x(placeOf(bars, edge))}
          y={plot.y(0) + 17}
          textAnchor="middle"
        >
          {edge === 0 ? "0" : formatBound(vital, edge)}
        </text>
      ))}
      <Zones distribution={distribution} bars={bars} plot={plot} />
    </g>
  );
}

/** Each zone is named where it is wide enough for its name, else by its share alone. */
function Zones({ distribution, bars, plot }: { distribution: Distribution; bars: readonly Bar[]; plot: Plot }) {
  const { good, poor, ratings } = distribution;
  const [toGood, toPoor] = [plot.x(placeOf(bars, good)), plot.x(placeOf(bars, poor))];
  const total = ratings.good + ratings.needsImprovement + ratings.poor;
  const zones: readonly [Rating, number, number, number][] = [
    ["good", plot.left, toGood, ratings.good],
    ["needs-improvement", toGood, toPoor, ratings.needsImprovement],
    ["poor", toPoor, plot.right, ratings.poor],
  ];
  return (
    <>
      {zones.map(([rating, from, to, count]) => {
        const share = formatShare(count, total);
        const words = `${ratingTitles[rating]} ${share}`;
        const fitting = words.length * 6.7 < to - from ? words : share.length * 6.7 < to - from ? share : "";
        return (
          <g key={rating}>
            <rect
              className={styles.zone}
              data-rating={rating}
              x={from + 1}
              width={Math.max(0, to - from - 2)}
              y={18}
              height={3}
            />
            <text className={styles.zoneName} data-rating={rating} x={(from + to) / 2} y={11} textAnchor="middle">
              {fitting}
            </text>
            {rating !== "good" && <line className={styles.bound} x1={from} x2={from} y1={18} y2={plot.y(0) + 4} />}
          </g>
        );
      })}
    </>
  );
}
