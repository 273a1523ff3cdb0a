import type { UseQueryResult } from "@tanstack/react-query";
import { useContext, type ReactNode } from "react";
import { AnswerNotice } from "./Notice.tsx";
import { Outage } from "./outage.ts";
import styles from "./Answer.module.css";

/**
 * What a question has come to: loading, failed, answered with nothing, or answered. A failed refresh leaves the
 * last answer on screen and says that it is old, unless the page says so for all its panels.
 */
export function Answer<Data>({
  query,
  loading,
  empty,
  isEmpty = () => false,
  children,
}: {
  query: UseQueryResult<Data, Error>;
  loading: ReactNode;
  empty?: ReactNode;
  isEmpty?: (data: Data) => boolean;
  children: (data: Data) => ReactNode;
}) {
  const outage = useContext(Outage);
  const { data, error, isError, isPlaceholderData, refetch } = query;
  if (data === undefined || (isError && isPlaceholderData)) {
    return isError ? <AnswerNotice error={error} onRetry={() => void refetch()} /> : loading;
  }
  return (
    <>
      {isError && !outage && (
        <p className={styles.stale} role="status">
          Not refreshed: {error.message} These are the last numbers that came.
        </p>
      )}
      <div className={isPlaceholderData ? styles.previous : styles.current} aria-busy={isPlaceholderData}>
        {isEmpty(data) ? <p className={styles.empty}>{empty}</p> : children(data)}
      </div>
    </>
  );
}
