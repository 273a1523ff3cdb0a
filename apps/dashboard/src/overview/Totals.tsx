import type { Summary } from "../../../../schema/wire.gen.ts";
import { ScreenHeading } from "../frame/ScreenHeading.tsx";
import { formatCount, formatEstimate, formatShortCount, noData } from "../format/number.ts";
import { formatAgo, formatMoment } from "../format/time.ts";
import { SkeletonText } from "../ui/Skeleton.tsx";
import { useNow } from "../ui/useNow.ts";
import { describeSpan } from "../view/describe.ts";
import type { Span } from "../view/span.ts";
import styles from "./Totals.module.css";

/** The size of what is looked at, and how old it is. */
export function Totals({
  span,
  summary,
  updatedAt,
  failed,
}: {
  span: Span;
  summary: Summary | undefined;
  updatedAt: number;
  failed: boolean;
}) {
  return (
    <ScreenHeading title="Overview">
      <dl className={styles.counts}>
        <Total one="page view" count={summary?.totalSamples} estimated={summary?.estimatedViews} failed={failed} />
        <Total one="session" count={summary?.sessions} failed={failed} />
        <Total one="JavaScript error" count={summary?.errors} failed={failed} />
      </dl>
      <p className={styles.state}>
        <span title={summary && `${formatMoment(summary.from)} to ${formatMoment(summary.to)}`}>
          {describeSpan(span)}
        </span>
        {summary?.method === "sketch" && (
          <span title="Percentiles of this many page views come from bins.">
            within ±{summary.relativeError * 100} %
          </span>
        )}
        <Updated at={updatedAt} failed={failed} />
      </p>
    </ScreenHeading>
  );
}

/** A count, or about how many it stands for where only a sample was measured. */
function Total({
  one,
  count,
  estimated = count,
  failed,
}: {
  one: string;
  count: number | undefined;
  estimated?: number | undefined;
  failed: boolean;
}) {
  const absent = failed ? noData : <SkeletonText width="4ch" />;
  return (
    <div className={styles.count}>
      <dt>
        {estimated === 1 ? one : `${one}s`}
        {count !== estimated && count !== undefined && ` (${formatShortCount(count)} measured)`}
      </dt>
      <dd>
        {count === undefined || estimated === undefined ? (
          absent
        ) : (
          <data value={estimated} title={formatCount(estimated)}>
            {formatEstimate(estimated, count, formatShortCount)}
          </data>
        )}
      </dd>
    </div>
  );
}

function Updated({ at, failed }: { at: number; failed: boolean }) {
  const now = useNow();
  if (failed) return <span className={`${styles.updated} ${styles.failed}`}>not up to date</span>;
  if (at === 0) return <span className={styles.updated}>loading</span>;
  return <span className={styles.updated}>updated {formatAgo(new Date(at).toISOString(), now)}</span>;
}
