import type { VitalName } from "../../../../schema/wire.gen.ts";
import { formatVital } from "../format/vital.ts";
import { rate, ratingTitles } from "../rating.ts";
import { RatingIcon } from "./RatingMark.tsx";
import styles from "./VitalValue.module.css";

/** A vital's value with the shape of its rating. The exact value stays in the `data` element. */
export function VitalValue({
  vital,
  value,
  quiet = false,
}: {
  vital: VitalName;
  value: number | null;
  /** A good value goes without its shape: in running text only what is not good should catch the eye. */
  quiet?: boolean;
}) {
  if (value === null) {
    return (
      <span className={styles.none}>
        <span aria-hidden="true">–</span>
        <span className="visually-hidden">no data</span>
      </span>
    );
  }
  const rating = rate(vital, value);
  return (
    <span className={styles.value}>
      <data value={value}>{formatVital(vital, value)}</data>
      {rating === "good" && quiet ? (
        <span className="visually-hidden">{ratingTitles.good}</span>
      ) : (
        rating !== null && <RatingIcon rating={rating} />
      )}
    </span>
  );
}
