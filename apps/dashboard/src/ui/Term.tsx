import type { ReactNode } from "react";
import { Popover } from "./Popover.tsx";
import styles from "./Term.module.css";

/** A word that is explained where it stands: by a click, a tap or the keyboard. */
export function Term({ meaning, children }: { meaning: string; children: ReactNode }) {
  return (
    <Popover label="What this means" button={children} buttonClass={styles.term}>
      {() => <p className={styles.meaning}>{meaning}</p>}
    </Popover>
  );
}
