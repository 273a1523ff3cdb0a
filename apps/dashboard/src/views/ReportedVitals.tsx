import { vitals } from "../../../../schema/wire.gen.ts";
import { VitalValue } from "../ui/VitalValue.tsx";
import type { VitalValues } from "./viewLine.ts";
import styles from "./ReportedVitals.module.css";

/** The vitals the view has reported so far; the others may still come. FID is left out: INP has replaced it. */
export function ReportedVitals({ view }: { view: VitalValues }) {
  const reported = vitals.filter(({ name, column }) => name !== "FID" && view[column] !== null);
  if (reported.length === 0) return <p className={styles.none}>No vitals yet</p>;
  return (
    <dl className={styles.vitals}>
      {reported.map(({ name, column }) => (
        <div key={name} className={styles.vital}>
          <dt>{name}</dt>
          <dd>
            <VitalValue vital={name} value={view[column]} quiet />
          </dd>
        </div>
      ))}
    </dl>
  );
}
