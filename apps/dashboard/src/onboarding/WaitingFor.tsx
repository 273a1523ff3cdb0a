import type { ReactNode } from "react";
import styles from "./Onboarding.module.css";

/** Says that something is awaited, and that nobody needs to reload. */
export function WaitingFor({ children }: { children: ReactNode }) {
  return (
    <p className={styles.waiting} role="status">
      <span className={styles.pulse} aria-hidden="true" />
      <span>{children}</span>
    </p>
  );
}
