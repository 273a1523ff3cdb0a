import type { UseQueryResult } from "@tanstack/react-query";
import type { Ledger } from "../../../../schema/wire.gen.ts";
import { formatCount } from "../format/number.ts";
import { formatClock } from "../format/time.ts";
import { TitleLink } from "../ui/TitleLink.tsx";
import { RatingIcon } from "../ui/RatingMark.tsx";
import styles from "./DataHealth.module.css";

/** The terms an accepted event ends up in, in the words of the ledger. */
const terms = [
  ["visible", "visible"],
  ["merged", "merged"],
  ["deduplicated", "deduplicated"],
  ["queued", "queued"],
  ["deadLettered", "dead letters"],
  ["deleted", "deleted"],
] as const satisfies readonly (readonly [keyof Ledger, string])[];

/** Is my data complete? The ledger in one line. */
export function DataHealth({ query }: { query: UseQueryResult<Ledger, Error> }) {
  const ledger = query.data;
  return (
    <section className={styles.health} aria-label="Data health">
      <h2 className={styles.title}>
        <TitleLink to="/health">Data health</TitleLink>
      </h2>
      {ledger === undefined ? (
        <p>{query.isError ? `Not known: ${query.error.message}` : "Loading"}</p>
      ) : (
        <>
          <Verdict difference={ledger.difference} />
          <p>
            <b>{formatCount(ledger.accepted)}</b> events accepted ={" "}
            {terms.map(([term, words], place) => (
              <span key={term} className={styles.term}>
                {place > 0 && "+ "}
                <b>{formatCount(ledger[term])}</b> {words}{" "}
              </span>
            ))}
            <span className={styles.term}>at {formatClock(ledger.at)}</span>
          </p>
        </>
      )}
    </section>
  );
}

function Verdict({ difference }: { difference: number }) {
  if (difference === 0) {
    return (
      <p className={styles.verdict}>
        <RatingIcon rating="good" silent />{" "}
        <span>
          Difference <b>0</b>: every event accounted for
        </span>
      </p>
    );
  }
  return (
    <p className={`${styles.verdict} ${styles.off}`}>
      <RatingIcon rating="poor" silent />{" "}
      <span>
        Difference <b>{formatCount(difference)}</b>: the account does not add up
      </span>
    </p>
  );
}
