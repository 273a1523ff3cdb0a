import type { Ledger } from "../../../../schema/wire.gen.ts";
import { formatAgo, formatMoment } from "../format/time.ts";
import { useNow } from "../ui/useNow.ts";
import styles from "./Freshness.module.css";

/** How far what is shown lags behind what was sent. */
export function Freshness({ ledger }: { ledger: Ledger }) {
  const now = useNow();
  return (
    <dl className={styles.facts}>
      <div>
        <dt>Newest event that is shown arrived</dt>
        <dd>{ledger.newestVisible === null ? "None yet" : <At time={ledger.newestVisible} now={now} />}</dd>
      </div>
      <div>
        <dt>Oldest event that waits to be written arrived</dt>
        <dd>{ledger.oldestWaiting === null ? "None waits" : <At time={ledger.oldestWaiting} now={now} />}</dd>
      </div>
      <div>
        <dt>This account was drawn up</dt>
        <dd>
          <At time={ledger.at} now={now} />
        </dd>
      </div>
    </dl>
  );
}

function At({ time, now }: { time: string; now: number }) {
  return (
    <time dateTime={time} title={formatMoment(time)}>
      {formatAgo(time, now)}
    </time>
  );
}
