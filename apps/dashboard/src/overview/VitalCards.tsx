import { vitals, type Summary, type Timeseries } from "../../../../schema/wire.gen.ts";
import type { ChangeView } from "../view/useView.ts";
import type { View } from "../view/view.ts";
import { VitalCard } from "./VitalCard.tsx";
import styles from "./VitalCards.module.css";

/** A card for each vital of the registry, in its order. */
export function VitalCards({
  summary,
  series,
  old,
  view,
  onChange,
}: {
  summary: Summary | undefined;
  /** For the small trend in each card. */
  series: Timeseries | undefined;
  /** The summary is that of the view before; the next is on its way. */
  old: boolean;
  view: View;
  onChange: ChangeView;
}) {
  return (
    <ul
      className={old ? `${styles.cards} ${styles.old}` : styles.cards}
      aria-label="Vitals"
      aria-busy={old || summary === undefined}
    >
      {vitals.map((vital) => (
        <VitalCard
          key={vital.name}
          vital={vital}
          summary={summary?.[vital.column]}
          trend={series?.map((bucket) => bucket[`${vital.column}_${view.percentile}`])}
          percentile={view.percentile}
          chosen={vital.name === view.vital}
          onChoose={() => onChange({ vital: vital.name })}
        />
      ))}
    </ul>
  );
}
