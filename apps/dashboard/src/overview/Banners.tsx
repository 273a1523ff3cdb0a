import { RatingIcon } from "../ui/RatingMark.tsx";
import styles from "./Banners.module.css";

/** Generated numbers must never pass for real ones. */
export function DemoNote() {
  return (
    <p className={styles.banner}>
      <strong className={styles.label}>Demo</strong>
      <span>
        This project contains generated history (website <code>demo-data.example</code>). Visits from the demo shop are
        real.
      </span>
    </p>
  );
}

/** What the waiting for a first page view turns into. */
export function FirstViewArrived() {
  return (
    <p className={`${styles.banner} ${styles.arrived}`} role="status">
      <RatingIcon rating="good" silent />
      <strong>The first page view has arrived.</strong>
      <span>LCP, CLS and INP of a view are complete when its page is left.</span>
    </p>
  );
}
