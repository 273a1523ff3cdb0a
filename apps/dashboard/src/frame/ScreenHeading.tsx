import type { ReactNode } from "react";
import styles from "./ScreenHeading.module.css";

/** The name of a screen, where the focus comes to stand, and beside it what holds for all of it. */
export function ScreenHeading({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className={styles.heading}>
      <h1 className={styles.title} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </div>
  );
}
