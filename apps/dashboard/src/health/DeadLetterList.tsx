import type { DeadLetters } from "../../../../schema/wire.gen.ts";
import { formatAgo, formatMoment } from "../format/time.ts";
import { useNow } from "../ui/useNow.ts";
import styles from "./DeadLetterList.module.css";

/** Events that could not be processed, each with its reason, and open with the event as it came. */
export function DeadLetterList({ letters }: { letters: DeadLetters }) {
  const now = useNow();
  return (
    <ol>
      {letters.map((letter, place) => (
        <li key={`${letter.arrived} ${place}`} className={styles.letter}>
          <details>
            <summary className={styles.summary}>
              <time className={styles.when} dateTime={letter.arrived} title={formatMoment(letter.arrived)}>
                {formatAgo(letter.arrived, now)}
              </time>
              <bdi className={styles.reason}>{letter.reason}</bdi>
            </summary>
            <pre className={styles.event} tabIndex={0} role="group" aria-label="The event as it came">
              {JSON.stringify(letter.event, null, 2)}
            </pre>
          </details>
        </li>
      ))}
    </ol>
  );
}
