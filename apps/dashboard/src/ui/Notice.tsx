import { AnswerError } from "../api/getJson.ts";
import { RatingIcon } from "./RatingMark.tsx";
import styles from "./Notice.module.css";

/** Says what went wrong, and offers to try again. */
export function Notice({
  title,
  detail,
  retryLabel = "Try again",
  onRetry,
}: {
  title: string;
  detail: string;
  retryLabel?: string;
  onRetry?: () => void;
}) {
  return (
    <div className={styles.notice} role="alert">
      <RatingIcon rating="poor" silent />
      <div className={styles.words}>
        <strong>{title}</strong>
        {detail !== "" && <p className={styles.detail}>{detail}</p>}
        {onRetry && (
          <button type="button" className={styles.retry} onClick={onRetry}>
            {retryLabel}
          </button>
        )}
      </div>
    </div>
  );
}

/** The notice for a question that got no answer. */
export function AnswerNotice({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const detail = error instanceof AnswerError ? error.detail : "";
  return <Notice title={error.message} detail={detail} onRetry={onRetry} />;
}
