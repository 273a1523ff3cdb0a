import { useQuery } from "@tanstack/react-query";
import { deadLettersQuery, ledgerQuery } from "../api/queries.ts";
import { useProject } from "../frame/project.ts";
import { ScreenAnswer } from "../frame/ScreenAnswer.tsx";
import { ScreenHeading } from "../frame/ScreenHeading.tsx";
import { Answer } from "../ui/Answer.tsx";
import { AnswerNotice } from "../ui/Notice.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { DeadLetterList } from "./DeadLetterList.tsx";
import { Freshness } from "./Freshness.tsx";
import styles from "./HealthScreen.module.css";
import { LedgerSum } from "./LedgerSum.tsx";
import { Verdict } from "./Verdict.tsx";

/** Is my data complete, and how fresh is it? The account of every event that was accepted. */
export function HealthScreen() {
  const { projectKey } = useProject();
  const ledger = useQuery(ledgerQuery(projectKey));
  const letters = useQuery(deadLettersQuery(projectKey));
  return (
    <div className={styles.screen}>
      <ScreenHeading title="Data health" />
      <ScreenAnswer query={ledger}>
        {ledger.isError && ledger.data === undefined ? (
          <div className={styles.notice}>
            <AnswerNotice error={ledger.error} onRetry={() => void ledger.refetch()} />
          </div>
        ) : (
          <>
            <Verdict ledger={ledger.data} />
            <div className={styles.grid}>
              <Panel
                title="The account"
                note="Of all events that were ever accepted with a 202; the ranges and filters above do not apply"
                className={`${styles.account} ${styles.wide}`}
              >
                {ledger.data === undefined ? (
                  <SkeletonRows rows={7} label="Loading the account" />
                ) : (
                  <LedgerSum ledger={ledger.data} />
                )}
              </Panel>
              <Panel title="Freshness" className={`${styles.account} ${styles.narrow}`}>
                {ledger.data === undefined ? (
                  <SkeletonRows rows={3} label="Loading the freshness" />
                ) : (
                  <Freshness ledger={ledger.data} />
                )}
              </Panel>
              <Panel
                title="Dead letters"
                note="Events that could not be processed, kept with the reason; the newest 100"
                className={styles.letters}
              >
                <Answer
                  query={letters}
                  loading={<SkeletonRows rows={4} label="Loading the dead letters" />}
                  isEmpty={(list) => list.length === 0}
                  empty="None. Every event that was accepted could be processed."
                >
                  {(list) => <DeadLetterList letters={list} />}
                </Answer>
              </Panel>
            </div>
          </>
        )}
      </ScreenAnswer>
    </div>
  );
}
