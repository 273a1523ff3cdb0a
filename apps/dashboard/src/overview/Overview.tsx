import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Project } from "../../../../schema/wire.gen.ts";
import { ledgerQuery, summaryQuery, timeseriesQuery } from "../api/queries.ts";
import { ScreenAnswer } from "../frame/ScreenAnswer.tsx";
import { FirstView } from "../onboarding/FirstView.tsx";
import { vitalOf } from "../rating.ts";
import { AnswerNotice } from "../ui/Notice.tsx";
import { TitleLink } from "../ui/TitleLink.tsx";
import type { ChangeView } from "../view/useView.ts";
import type { View } from "../view/view.ts";
import { BreakdownPanel } from "../breakdown/BreakdownPanel.tsx";
import { DataHealth } from "./DataHealth.tsx";
import { DemoNote, FirstViewArrived } from "./Banners.tsx";
import { ErrorsPanel } from "./ErrorsPanel.tsx";
import { LiveTicker } from "./LiveTicker.tsx";
import styles from "./Overview.module.css";
import { QuietRange } from "./QuietRange.tsx";
import { SeriesPanel } from "../series/SeriesPanel.tsx";
import { SlowPagesPanel } from "../pages/SlowPagesPanel.tsx";
import { Totals } from "./Totals.tsx";
import { VitalCards } from "./VitalCards.tsx";

/** One project on one screen: is it fast, for whom is it not, where. */
export function Overview({ project, view, onChange }: { project: Project; view: View; onChange: ChangeView }) {
  const { projectKey } = project;
  const summary = useQuery(summaryQuery(projectKey, view));
  const series = useQuery(timeseriesQuery(projectKey, view));
  const ledger = useQuery(ledgerQuery(projectKey));
  const nothing = summary.data?.totalSamples === 0 && !summary.isPlaceholderData;
  const everything = view.filters.length === 0;
  const neverSeen = nothing && everything && ledger.data !== undefined && ledger.data.accepted === ledger.data.deleted;
  const [waited, setWaited] = useState(false);
  if (neverSeen && !waited) setWaited(true);

  if (neverSeen) return <FirstView projectKey={projectKey} />;

  return (
    <div className={styles.overview}>
      {project.demo && <DemoNote />}
      {waited && <FirstViewArrived />}
      <Totals span={view} summary={summary.data} updatedAt={summary.dataUpdatedAt} failed={summary.isError} />
      <ScreenAnswer query={summary}>
        {nothing && <QuietRange view={view} onChange={onChange} />}
        {summary.isError && summary.data === undefined ? (
          <div className={styles.failed}>
            <div className={styles.absent} inert>
              <VitalCards summary={undefined} series={undefined} old={false} view={view} onChange={onChange} />
            </div>
            <AnswerNotice error={summary.error} onRetry={() => void summary.refetch()} />
          </div>
        ) : (
          <VitalCards
            summary={summary.data}
            series={series.data}
            old={summary.isPlaceholderData}
            view={view}
            onChange={onChange}
          />
        )}
        <div className={styles.grid}>
          <SeriesPanel
            projectKey={projectKey}
            view={view}
            onChange={onChange}
            className={`${styles.timely} ${styles.wide}`}
          />
          <LiveTicker projectKey={projectKey} view={view} className={`${styles.timely} ${styles.narrow}`} />
          <SlowPagesPanel projectKey={projectKey} view={view} className={`${styles.list} ${styles.slow}`} />
          <BreakdownPanel
            heading={
              <TitleLink to="/vitals/$vital" params={{ vital: vitalOf(view.vital).column }}>
                Breakdown
              </TitleLink>
            }
            projectKey={projectKey}
            view={view}
            onChange={onChange}
            className={`${styles.list} ${styles.beside}`}
          />
          <ErrorsPanel projectKey={projectKey} view={view} className={`${styles.list} ${styles.beside}`} />
        </div>
        <DataHealth query={ledger} />
      </ScreenAnswer>
    </div>
  );
}
