import styles from "./Sparkline.module.css";
import { sparkPath } from "./sparkPath.ts";

/** How a value went, small and without figures. The time series says the same in full, so screen readers pass it over. */
export function Sparkline({ values }: { values: readonly (number | null)[] | undefined }) {
  return (
    <svg className={styles.sparkline} viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
      {values !== undefined && <path d={sparkPath(values, 100, 24)} />}
    </svg>
  );
}
