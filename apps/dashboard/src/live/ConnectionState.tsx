import type { Connection } from "./openFeed.ts";
import styles from "./ConnectionState.module.css";

/** How the connection stands, in words. */
export function ConnectionState({ connection, unanswered }: { connection: Connection; unanswered: boolean }) {
  return (
    <p className={styles.state} role="status" data-state={connection.state}>
      {words(connection, unanswered)}
    </p>
  );
}

function words(connection: Connection, unanswered: boolean): string {
  if (connection.state === "connecting") return "Connecting";
  if (connection.state === "live") return "Connected: everything shows as it is written";
  return unanswered
    ? `Not connected: ${connection.reason} It is tried again by itself.`
    : `Not connected, so page views are asked for every two seconds. ${connection.reason}`;
}
