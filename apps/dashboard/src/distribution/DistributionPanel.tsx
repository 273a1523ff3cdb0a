import type { ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import type { Distribution, VitalName } from "../../../../schema/wire.gen.ts";
import { distributionQuery } from "../api/queries.ts";
import { toCsv } from "../export/csv.ts";
import { Exports } from "../export/Exports.tsx";
import { formatEstimated, formatShare } from "../format/number.ts";
import { formatVital } from "../format/vital.ts";
import { Answer } from "../ui/Answer.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SkeletonArea } from "../ui/Skeleton.tsx";
import { percentiles } from "../view/percentiles.ts";
import type { View } from "../view/view.ts";
import { DistributionChart } from "./DistributionChart.tsx";
import styles from "./DistributionPanel.module.css";

/** How the values of the chosen vital lie: is it slow for many, or very slow for some. */
export function DistributionPanel({
  projectKey,
  view,
  title = "Distribution",
  className,
}: {
  projectKey: string;
  view: View;
  title?: ReactNode;
  className?: string | undefined;
}) {
  const query = useQuery(distributionQuery(projectKey, view, view.vital));
  return (
    <Panel
      title={title}
      note={`How many page views had which ${view.vital}`}
      className={className}
      controls={<Exports title={`${view.vital} distribution`} png csv={() => distributionCsv(query.data)} />}
    >
      <Answer
        query={query}
        loading={<SkeletonArea label="Loading the distribution" />}
        isEmpty={({ bins }) => bins.length === 0}
        empty={`No page view has reported ${view.vital} in this range. Widen the range or take filters away.`}
      >
        {(distribution) => (
          <figure className={styles.figure}>
            <figcaption className="visually-hidden">{describe(view.vital, distribution)}</figcaption>
            <DistributionChart vital={view.vital} distribution={distribution} percentile={view.percentile} />
          </figure>
        )}
      </Answer>
    </Panel>
  );
}

/** The chart in words, for those who do not see it. */
function describe(vital: VitalName, { ratings, samples, estimatedSamples, ...values }: Distribution): string {
  const total = ratings.good + ratings.needsImprovement + ratings.poor;
  const shares = `${formatShare(ratings.good, total)} good, ${formatShare(ratings.needsImprovement, total)} need improvement, ${formatShare(ratings.poor, total)} poor`;
  const figures = percentiles.map((percentile) => `${percentile} ${formatVital(vital, values[percentile])}`).join(", ");
  return `${vital} of ${formatEstimated(estimatedSamples, samples, "page view")}: ${shares}. ${figures}.`;
}

function distributionCsv(distribution: Distribution | undefined): string {
  return toCsv(
    [
      { title: "from", value: (bin) => bin.from },
      { title: "to", value: (bin) => bin.to },
      { title: "page_views", value: (bin) => bin.count },
    ],
    distribution?.bins ?? [],
  );
}
