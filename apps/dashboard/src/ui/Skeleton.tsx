import styles from "./Skeleton.module.css";

/** Grey rows in the place of rows to come. The container has its final height already: nothing moves when they arrive. */
export function SkeletonRows({ rows, label = "Loading" }: { rows: number; label?: string }) {
  return (
    <div className={styles.rows} role="status" aria-busy="true">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className={styles.row} />
      ))}
    </div>
  );
}

/** One grey word. */
export function SkeletonText({ width = "6ch" }: { width?: string }) {
  return <span className={styles.text} style={{ inlineSize: width }} aria-hidden="true" />;
}

/** A grey area of whatever size it is given. */
export function SkeletonArea({ label = "Loading" }: { label?: string }) {
  return (
    <div className={styles.area} role="status" aria-busy="true">
      <span className="visually-hidden">{label}</span>
    </div>
  );
}
