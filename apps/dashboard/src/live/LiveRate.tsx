import { formatCount, formatShortCount, noData } from "../format/number.ts";
import { Panel } from "../ui/Panel.tsx";
import type { Board } from "./board.ts";
import styles from "./LiveRate.module.css";
import { eventsPerSecond, type Tally } from "./tally.ts";

const height = 100;

/** Events per second in the last minute, and what came of it. */
export function LiveRate({
  board,
  now,
  tally,
  told,
  className,
}: {
  board: Board;
  now: number;
  tally: Tally;
  /** Whether the live server tells; page views that are asked for say nothing of events. */
  told: boolean;
  className: string | undefined;
}) {
  const seconds = told ? eventsPerSecond(board, now) : [];
  const most = Math.max(1, ...seconds.map((count) => count ?? 0));
  const recent = seconds.slice(-11, -1).map((count) => count ?? 0);
  const rate = recent.reduce((sum, count) => sum + count, 0) / Math.max(1, recent.length);
  return (
    <Panel
      title="Events per second"
      note="In the last minute; what was before this screen was opened is spread evenly"
      className={className}
    >
      <div className={styles.rate}>
        <dl className={styles.figures}>
          <Figure
            title="events a second"
            value={told ? rate.toFixed(rate < 10 ? 1 : 0) : noData}
            exact={told ? rate : null}
          />
          <Figure title="page views" value={formatShortCount(tally.views)} exact={tally.views} name="views" />
          <Figure
            title="JavaScript errors"
            value={tally.errors === null ? noData : formatShortCount(tally.errors)}
            exact={tally.errors}
            name="errors"
          />
        </dl>
        <figure className={styles.chart}>
          <svg
            viewBox={`0 0 60 ${height}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={
              told
                ? `Events in each of the last 60 seconds: ${rate.toFixed(1)} a second of late, at most ${formatCount(most)}.`
                : "Events per second are known only while the live server tells of them."
            }
          >
            <path className={styles.ground} d={`M0 ${height}H60`} />
            {seconds.map((count, place) =>
              count === null || count === 0 ? null : (
                <rect
                  key={place}
                  x={place + 0.1}
                  width={0.8}
                  y={height - Math.max(1.5, (count / most) * height)}
                  height={Math.max(1.5, (count / most) * height)}
                />
              ),
            )}
          </svg>
          <p className={styles.ends} aria-hidden="true">
            <span>a minute ago</span>
            <span>{told ? `most: ${formatCount(Math.ceil(most))} a second` : "not known without the live server"}</span>
            <span>now</span>
          </p>
        </figure>
      </div>
    </Panel>
  );
}

function Figure({ title, value, exact, name }: { title: string; value: string; exact: number | null; name?: string }) {
  return (
    <div className={styles.figure}>
      <dt>{title}</dt>
      <dd>
        {exact === null ? (
          <span>
            <span aria-hidden="true">{value}</span>
            <span className="visually-hidden">not known</span>
          </span>
        ) : (
          <data value={exact} data-live={name}>
            {value}
          </data>
        )}
      </dd>
    </div>
  );
}
