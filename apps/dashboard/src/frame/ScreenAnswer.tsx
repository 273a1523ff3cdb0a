import { useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { AnswerError } from "../api/getJson.ts";
import { AnswerNotice, Notice } from "../ui/Notice.tsx";
import { Outage } from "../ui/outage.ts";
import styles from "./ScreenAnswer.module.css";

/**
 * Why there is no answer, until there is one: a query that never had one forgets its failure as soon as it asks again,
 * and during an outage waiting panels would take the notice's place every ten seconds.
 */
function useFailure({ error, data, isPlaceholderData, errorUpdateCount }: UseQueryResult<unknown, Error>) {
  const [last, setLast] = useState(error);
  if (error !== null && error !== last) setLast(error);
  const failedBefore = errorUpdateCount > 0 && (data === undefined || isPlaceholderData);
  return error ?? (failedBefore ? last : null);
}

/**
 * A screen's panels, by the screen's first question. When the server cannot answer that one, the other panels' words
 * would be the same: one notice stands for all of them, floating where there are last numbers to show, else in their place.
 */
export function ScreenAnswer({ query, children }: { query: UseQueryResult<unknown, Error>; children: ReactNode }) {
  const client = useQueryClient();
  const failure = useFailure(query);
  const outage = failure instanceof AnswerError && failure.passing ? failure : null;
  const ask = () => void client.refetchQueries({ type: "active" });

  if (outage !== null && (query.data === undefined || query.isPlaceholderData)) {
    return (
      <div className={styles.unanswered}>
        <AnswerNotice error={outage} onRetry={ask} />
      </div>
    );
  }
  return (
    <Outage value={outage !== null}>
      {outage !== null && (
        <div className={styles.outage}>
          <Notice
            title={`Not refreshed: ${outage.message}`}
            detail="These are the last numbers that came. They are asked for again every ten seconds."
            onRetry={ask}
          />
        </div>
      )}
      {children}
    </Outage>
  );
}
