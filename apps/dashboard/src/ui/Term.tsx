import type { ReactNode } from "react";
import { meanings } from "../words/vitals.ts";
import { Popover } from "./Popover.tsx";
import styles from "./Term.module.css";

/** A word that is explained where it stands: by a click, a tap or the keyboard. */
export function Term({ of, children }: { of: keyof typeof meanings; children: ReactNode }) {
  return (
    <Popover label="What this means" button={children} buttonClass={styles.term}>
      {() => <p className={styles.meaning}>{meanings[of]}</p>}
    </Popover>
  );
}
