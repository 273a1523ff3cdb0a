import type { ErrorOccurrence } from "../../../../schema/wire.gen.ts";
import { formatAgo, formatMoment } from "../format/time.ts";
import { ScreenLink } from "../frame/ScreenLink.tsx";
import { PagePath } from "../ui/PagePath.tsx";
import { useNow } from "../ui/useNow.ts";
import { describeVisitor } from "../views/describeVisitor.ts";
import styles from "./Occurrences.module.css";
import { Stack } from "./Stack.tsx";

/** The newest errors of a group; each opens to its stack. */
export function Occurrences({ list }: { list: readonly ErrorOccurrence[] }) {
  const now = useNow();
  return (
    <ol>
      {list.map((error, place) => (
        <li key={error.id} className={styles.error}>
          <details open={place === 0}>
            <summary className={styles.summary}>
              <time className={styles.when} dateTime={error.timestamp} title={formatMoment(error.timestamp)}>
                {formatAgo(error.timestamp, now)}
              </time>
              <span className={styles.visitor}>{describeVisitor(error)}</span>
              <span className={styles.message}>
                <bdi>{error.message}</bdi>
              </span>
            </summary>
            <Stack error={error} />
            <p className={styles.more}>
              <PagePath path={error.path} website={error.website} pageId={error.page_id} />
              <ScreenLink to="/sessions/$sessionId" params={{ sessionId: error.session_id }}>
                Its session
              </ScreenLink>
              {error.release !== null && (
                <span>
                  Release <bdi>{error.release}</bdi>
                </span>
              )}
              <span>{formatMoment(error.timestamp)}</span>
            </p>
          </details>
        </li>
      ))}
    </ol>
  );
}
