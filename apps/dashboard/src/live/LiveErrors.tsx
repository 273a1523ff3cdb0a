import { formatAgo, formatMoment } from "../format/time.ts";
import { ScreenLink } from "../frame/ScreenLink.tsx";
import { Panel } from "../ui/Panel.tsx";
import { TitleLink } from "../ui/TitleLink.tsx";
import { useNow } from "../ui/useNow.ts";
import { describeVisitor } from "../views/describeVisitor.ts";
import type { LiveFailure } from "./board.ts";
import styles from "./LiveErrors.module.css";

/** JavaScript errors as they come. */
export function LiveErrors({
  errors,
  told,
  className,
}: {
  errors: readonly LiveFailure[];
  /** Whether the live server tells of them. */
  told: boolean;
  className: string | undefined;
}) {
  const now = useNow();
  return (
    <Panel
      title={<TitleLink to="/errors">JavaScript errors</TitleLink>}
      note="As they are written, since this screen was opened"
      className={className}
    >
      {errors.length === 0 ? (
        <p className={styles.empty}>
          {told
            ? "None since this screen was opened."
            : "They show here only while the live server tells of them; the errors screen has them all."}
        </p>
      ) : (
        <ol>
          {errors.map((error) => (
            <li key={error.key} className={styles.error}>
              <p className={styles.message}>
                <ScreenLink to="/errors/$groupId" params={{ groupId: error.groupId }}>
                  <b>
                    <bdi>{error.name}</bdi>
                  </b>{" "}
                  <bdi>{error.message}</bdi>
                </ScreenLink>
              </p>
              <p className={styles.facts}>
                <bdi>{error.path}</bdi>
                <span>{describeVisitor({ device_type: null, ...error })}</span>
                <time dateTime={error.timestamp} title={formatMoment(error.timestamp)}>
                  {formatAgo(error.timestamp, now)}
                </time>
                {error.sessionId !== null && (
                  <ScreenLink to="/sessions/$sessionId" params={{ sessionId: error.sessionId }}>
                    Its session
                  </ScreenLink>
                )}
              </p>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
