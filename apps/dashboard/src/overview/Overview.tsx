import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Project } from "../../../../schema/wire.gen.ts";
import { ledgerQuery, summaryQuery } from "../api/queries.ts";
import { FirstView } from "../onboarding/FirstView.tsx";
import { AnswerNotice } from "../ui/Notice.tsx";
import type { ChangeView } from "../view/useView.ts";
import type { View } from "../view/view.ts";
import { BreakdownPanel } from "./BreakdownPanel.tsx";
import { DataHealth } from "./DataHealth.tsx";
import { DemoNote, FirstViewArrived } from "./Banners.tsx";
import { ErrorsPanel } from "./ErrorsPanel.tsx";
import { LatestViewsPanel } from "./LatestViewsPanel.tsx";
import styles from "./Overview.module.css";
import { PagesPanel } from "./PagesPanel.tsx";
import { QuietRange } from "./QuietRange.tsx";
import { SeriesPanel } from "./SeriesPanel.tsx";
import { SlowPagesPanel } from "./SlowPagesPanel.tsx";
import { Totals } from "./Totals.tsx";
import { VitalCards } from "./VitalCards.tsx";

/** One project on one screen: is it fast, for whom is it not, where. */
export function Overview({ project, view, onChange }: { project: Project; view: View; onChange: ChangeView }) {
  const { projectKey } = project;
  const summary = useQuery(summaryQuery(projectKey, view.range));
  const ledger = useQuery(ledgerQuery(projectKey));
  const nothing = summary.data?.totalSamples === 0 && !summary.isPlaceholderData;
  const neverSeen = nothing && ledger.data !== undefined && ledger.data.accepted === ledger.data.deleted;
  const [waited, setWaited] = useState(false);
  if (neverSeen && !waited) setWaited(true);

  if (neverSeen) return <FirstView projectKey={projectKey} />;

  return (
    <div className={styles.overview}>
      {project.demo && <DemoNote />}
      {waited && <FirstViewArrived />}
      <Totals
        projectKey={projectKey}
        range={view.range}
        summary={summary.data}
        updatedAt={summary.dataUpdatedAt}
        failed={summary.isError}
      />
      {nothing && <QuietRange range={view.range} onChange={onChange} />}
      {summary.isError && summary.data === undefined ? (
        <div className={styles.failed}>
          <div className={styles.absent} inert>
            <VitalCards summary={undefined} old={false} view={view} onChange={onChange} />
          </div>
          <AnswerNotice error={summary.error} onRetry={() => void summary.refetch()} />
        </div>
      ) : (
        <VitalCards summary={summary.data} old={summary.isPlaceholderData} view={view} onChange={onChange} />
      )}
      <div className={styles.grid}>
        <SeriesPanel projectKey={projectKey} view={view} onChange={onChange} className={styles.wide} />
        <LatestViewsPanel projectKey={projectKey} view={view} className={styles.narrow} />
        <SlowPagesPanel projectKey={projectKey} view={view} className={styles.half} />
        <BreakdownPanel projectKey={projectKey} view={view} onChange={onChange} className={styles.half} />
        <PagesPanel projectKey={projectKey} view={view} onChange={onChange} className={styles.pages} />
        <ErrorsPanel projectKey={projectKey} view={view} className={styles.errors} />
      </div>
      <DataHealth query={ledger} />
    </div>
  );
}
