import { useId, type ReactNode } from "react";
import styles from "./Panel.module.css";

/** A titled surface. Its height is set by its place in the page, never by what is in it: what does not fit scrolls. */
export function Panel({
  title,
  note,
  controls,
  className = "",
  children,
}: {
  title: ReactNode;
  note?: ReactNode;
  controls?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={`${styles.panel} ${className}`} aria-labelledby={id}>
      <header className={styles.header}>
        <div className={styles.heading}>
          <h2 id={id}>{title}</h2>
          {note !== undefined && <p className={styles.note}>{note}</p>}
        </div>
        {controls !== undefined && <div className={styles.controls}>{controls}</div>}
      </header>
      <div className={styles.body} data-scrolls tabIndex={0} role="group" aria-labelledby={id}>
        {children}
      </div>
    </section>
  );
}
