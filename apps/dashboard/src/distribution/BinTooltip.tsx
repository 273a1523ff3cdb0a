import type { VitalName } from "../../../../schema/wire.gen.ts";
import { formatCounted, formatShare } from "../format/number.ts";
import { formatBound } from "../format/vital.ts";
import { RatingMark } from "../ui/RatingMark.tsx";
import type { Bar } from "./bars.ts";
import styles from "./DistributionChart.module.css";

/** One bin in figures. */
export function BinTooltip({ vital, bar, x, width }: { vital: VitalName; bar: Bar; x: number; width: number }) {
  const beyond = x > width / 2;
  return (
    <div
      className={styles.tooltip}
      style={beyond ? { insetInlineEnd: width - x + 10 } : { insetInlineStart: x + 10 }}
      aria-hidden="true"
    >
      <strong>
        {bar.to === null
          ? `more than ${formatBound(vital, bar.from)}`
          : `${formatBound(vital, bar.from)} to ${formatBound(vital, bar.to)}`}
      </strong>
      <span>
        {formatCounted(Math.round(bar.count), "page view")}, {formatShare(bar.share, 1)}
      </span>
      <RatingMark rating={bar.rating} />
    </div>
  );
}
