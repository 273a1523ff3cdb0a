import type { ReactNode } from "react";
import { formatCount, formatShare } from "../format/number.ts";
import styles from "./ShareList.module.css";

export interface Share {
  id: string;
  name: ReactNode;
  count: number;
}

/** Parts of a whole, each with its share as a bar. */
export function ShareList({ shares, total }: { shares: readonly Share[]; total: number }) {
  return (
    <ul className={styles.list}>
      {shares.map(({ id, name, count }) => (
        <li key={id} className={styles.share}>
          <span className={styles.name}>{name}</span>
          <span className={styles.figures}>
            <data value={count}>{formatCount(count)}</data> · {formatShare(count, total)}
          </span>
          <span className={styles.track} aria-hidden="true">
            <span style={{ inlineSize: `${total > 0 ? Math.min(100, (count / total) * 100) : 0}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}
