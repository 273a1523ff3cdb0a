import type { ErrorBucket } from "../../../../schema/wire.gen.ts";
import { formatCounted } from "../format/number.ts";
import { formatBucketStart, formatTimeTick } from "../format/time.ts";
import styles from "./ErrorCounts.module.css";

/** How often the error happened in each interval: a bar each, of one scale. */
export function ErrorCounts({ series }: { series: readonly ErrorBucket[] }) {
  const most = Math.max(1, ...series.map(({ count }) => count));
  const first = series[0];
  const last = series.at(-1);
  if (first === undefined || last === undefined) return null;
  const span = Date.parse(last.timestamp) - Date.parse(first.timestamp);
  return (
    <div className={styles.figure}>
      <ol className={styles.bars} aria-label={`Errors in each of ${series.length} intervals, at most ${most}`}>
        {series.map(({ timestamp, count }) => {
          const words = `${formatBucketStart(timestamp)}: ${formatCounted(count, "error")}`;
          return (
            <li key={timestamp} title={words}>
              <span className={styles.bar} style={{ blockSize: `${(count / most) * 100}%` }} />
              <span className="visually-hidden">{words}</span>
            </li>
          );
        })}
      </ol>
      <p className={styles.ends} aria-hidden="true">
        <span>{formatTimeTick(first.timestamp, span)}</span>
        <span>most in one interval: {most}</span>
        <span>{formatTimeTick(last.timestamp, span)}</span>
      </p>
    </div>
  );
}
