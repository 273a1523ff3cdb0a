import type { VitalName } from "../../../../schema/wire.gen.ts";
import { formatCounted } from "../format/number.ts";
import { formatBucketStart } from "../format/time.ts";
import { VitalValue } from "../ui/VitalValue.tsx";
import type { Percentile } from "../view/percentiles.ts";
import styles from "./SeriesChart.module.css";
import type { Point } from "./seriesPoints.ts";

/** One bucket in figures. Recharts hands over what is under the pointer. */
export function SeriesTooltip({
  vital,
  lines,
  active = false,
  payload = [],
}: {
  vital: VitalName;
  lines: readonly Percentile[];
  active?: boolean;
  payload?: readonly { payload?: Point }[];
}) {
  const point = payload[0]?.payload;
  if (!active || point === undefined) return null;
  return (
    <div className={styles.tooltip}>
      <p className={styles.when}>{formatBucketStart(point.timestamp)}</p>
      {[...lines].reverse().map((line) => (
        <p key={line} className={styles.figure}>
          <span>
            {vital} {line}
          </span>{" "}
          <VitalValue vital={vital} value={point[line]} />
        </p>
      ))}
      <p className={styles.samples}>{formatCounted(point.samples, "sample")}</p>
    </div>
  );
}
