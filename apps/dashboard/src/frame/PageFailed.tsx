import type { ErrorComponentProps } from "@tanstack/react-router";
import { Notice } from "../ui/Notice.tsx";
import styles from "./Frame.module.css";

/** What stands in place of the whole page after a fault in the dashboard itself. */
export function PageFailed({ error }: ErrorComponentProps) {
  return (
    <main className={styles.alone}>
      <Notice
        title="The dashboard failed."
        detail={error instanceof Error ? error.message : String(error)}
        retryLabel="Load again"
        onRetry={() => location.reload()}
      />
    </main>
  );
}

export function PageNotFound() {
  return (
    <main className={styles.alone}>
      <Notice
        title="There is no such page."
        detail="The address may be of another version of Paceline."
        retryLabel="To the overview"
        onRetry={() => location.assign("/")}
      />
    </main>
  );
}
