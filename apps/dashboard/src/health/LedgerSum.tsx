import type { Ledger } from "../../../../schema/wire.gen.ts";
import { formatCount } from "../format/number.ts";
import { formatClock } from "../format/time.ts";
import styles from "./LedgerSum.module.css";

/** What becomes of an accepted event, and what that means. */
const terms = [
  ["visible", "Visible", "in a page view, an error or an event that can be looked at"],
  ["merged", "Merged", "superseded by a later report of the same vital of the same page view"],
  ["deduplicated", "Deduplicated", "sent again by a browser that had no answer; counted once"],
  ["queued", "Queued", "safe on disk, and about to be written"],
  ["deadLettered", "Dead letters", "could not be processed; kept below"],
  ["deleted", "Deleted", "by retention, or because somebody asked"],
] as const satisfies readonly (readonly [keyof Ledger, string, string])[];

/** The account as a sum that can be followed: accepted, where all of it went, and what is left over. */
export function LedgerSum({ ledger }: { ledger: Ledger }) {
  const scale = Math.max(ledger.accepted, 1);
  return (
    <table className={styles.sum}>
      <caption className="visually-hidden">Where the accepted events went, at {formatClock(ledger.at)}</caption>
      <tbody>
        <tr className={styles.total}>
          <th scope="row">Accepted</th>
          <td>
            <data value={ledger.accepted}>{formatCount(ledger.accepted)}</data>
          </td>
          <td className={styles.meaning}>answered with 202 after they were synced to disk</td>
        </tr>
        {terms.map(([term, title, meaning], place) => (
          <tr key={term} data-term={term}>
            <th scope="row">
              <span className={styles.sign} aria-hidden="true">
                {place === 0 ? "=" : "+"}
              </span>
              {title}
            </th>
            <td>
              <data value={ledger[term]}>{formatCount(ledger[term])}</data>
              <span className={styles.track} aria-hidden="true">
                <span style={{ inlineSize: `${Math.min(100, (ledger[term] / scale) * 100)}%` }} />
              </span>
            </td>
            <td className={styles.meaning}>{meaning}</td>
          </tr>
        ))}
        <tr className={`${styles.total} ${ledger.difference === 0 ? "" : styles.off}`} data-term="difference">
          <th scope="row">Difference</th>
          <td>
            <data value={ledger.difference}>{formatCount(ledger.difference)}</data>
          </td>
          <td className={styles.meaning}>
            {ledger.difference === 0 ? "nothing lost, nothing invented" : "the account does not add up"}
          </td>
        </tr>
      </tbody>
    </table>
  );
}
