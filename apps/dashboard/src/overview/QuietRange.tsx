import { describeSpan } from "../view/describe.ts";
import type { ChangeView } from "../view/useView.ts";
import type { View } from "../view/view.ts";
import styles from "./QuietRange.module.css";

/** The project has had page views, but none that are looked at. */
export function QuietRange({ view, onChange }: { view: View; onChange: ChangeView }) {
  const filtered = view.filters.length > 0;
  return (
    <div className={styles.quiet}>
      <p>
        <strong>
          No page views {view.custom === undefined ? "in the " : "from "}
          {view.custom === undefined ? describeSpan(view).toLowerCase() : describeSpan(view)}
          {filtered && " that the filters keep"}.
        </strong>{" "}
        {!filtered && "Events have arrived before, so the script works."}
      </p>
      {filtered ? (
        <button type="button" className={styles.look} onClick={() => onChange({ filters: [] })}>
          Clear the filters
        </button>
      ) : (
        (view.range !== "90d" || view.custom !== undefined) && (
          <button type="button" className={styles.look} onClick={() => onChange({ range: "90d", custom: undefined })}>
            Show the last 90 days
          </button>
        )
      )}
    </div>
  );
}
