import { rangeOf, type RangeName } from "../view/ranges.ts";
import type { ChangeView } from "../view/useView.ts";
import styles from "./QuietRange.module.css";

/** The project has had page views, but none in this range. */
export function QuietRange({ range, onChange }: { range: RangeName; onChange: ChangeView }) {
  return (
    <div className={styles.quiet}>
      <p>
        <strong>No page views in the {rangeOf(range).title.toLowerCase()}.</strong> Events have arrived before, so the
        script works.
      </p>
      {range !== "30d" && (
        <button type="button" className={styles.look} onClick={() => onChange({ range: "30d" })}>
          Show the last 30 days
        </button>
      )}
    </div>
  );
}
