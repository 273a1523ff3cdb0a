import { useNavigate, useParams } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { summaryQuery } from "../api/queries.ts";
import { BreakdownPanel } from "../breakdown/BreakdownPanel.tsx";
import { DistributionPanel } from "../distribution/DistributionPanel.tsx";
import { useProject } from "../frame/project.ts";
import { ScreenAnswer } from "../frame/ScreenAnswer.tsx";
import { ScreenHeading } from "../frame/ScreenHeading.tsx";
import { SlowPagesPanel } from "../pages/SlowPagesPanel.tsx";
import { SeriesPanel } from "../series/SeriesPanel.tsx";
import { describeSpan } from "../view/describe.ts";
import { useView, type ChangeView } from "../view/useView.ts";
import { readVital } from "../view/view.ts";
import { VitalFigures } from "./VitalFigures.tsx";
import { VitalGuide } from "./VitalGuide.tsx";
import styles from "./VitalScreen.module.css";
import { VitalTabs } from "./VitalTabs.tsx";
import { vitalOf } from "../rating.ts";

/** One vital: what it is, how it lies, how it went, for whom and where it is slow. */
export function VitalScreen() {
  const { projectKey } = useProject();
  const { vital: asked } = useParams({ from: "/vitals/$vital" });
  const [shared, change] = useView();
  const navigate = useNavigate();
  const vital = vitalOf(readVital(asked));
  const view = { ...shared, vital: vital.name };
  const onChange: ChangeView = (part) =>
    part.vital === undefined
      ? change(part)
      : void navigate({
          to: "/vitals/$vital",
          params: { vital: vitalOf(part.vital).column },
          search: { ...shared, ...part },
        });
  const summary = useQuery(summaryQuery(projectKey, view));
  const panels = { projectKey, view, onChange };

  return (
    <div className={styles.screen}>
      <ScreenHeading
        title={
          <>
            {vital.name} <span className={styles.name}>{vital.title}</span>
          </>
        }
      >
        <span className={styles.span}>{describeSpan(view)}</span>
      </ScreenHeading>
      <VitalTabs chosen={vital.name} view={shared} />
      <ScreenAnswer query={summary}>
        <div className={styles.grid}>
          <VitalFigures vital={vital} query={summary} percentile={view.percentile} className={styles.narrow} />
          <VitalGuide vital={vital} className={styles.wide} />
          <DistributionPanel {...panels} className={`${styles.chart} ${styles.half}`} />
          <SeriesPanel {...panels} plain className={`${styles.chart} ${styles.half}`} />
          <BreakdownPanel {...panels} className={`${styles.list} ${styles.half}`} />
          <SlowPagesPanel {...panels} className={`${styles.list} ${styles.half}`} />
        </div>
      </ScreenAnswer>
    </div>
  );
}
