import { ratingTitles, type Rating } from "../rating.ts";
import styles from "./RatingMark.module.css";

/** One shape per rating, so that the ratings stay apart without colour: disc with tick, triangle, octagon with cross. */
const shapes: Record<Rating, { outline: string; sign: string }> = {
  good: { outline: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Z", sign: "m5 8.2 2.1 2.1L11 6.2" },
  "needs-improvement": { outline: "M8 1.2 15.4 14.4H.6Z", sign: "M8 6v4M8 12.1v.2" },
  poor: { outline: "M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Z", sign: "m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6" },
};

const tones: Record<Rating, string | undefined> = {
  good: styles.good,
  "needs-improvement": styles.middling,
  poor: styles.poor,
};

/** The rating's shape alone; its word is there for screen readers. */
export function RatingIcon({ rating, silent = false }: { rating: Rating; silent?: boolean }) {
  const { outline, sign } = shapes[rating];
  return (
    <>
      <svg className={`${styles.icon} ${tones[rating]}`} viewBox="0 0 16 16" aria-hidden="true">
        <path className={styles.outline} d={outline} />
        <path className={styles.sign} d={sign} />
      </svg>
      {!silent && <span className="visually-hidden">{ratingTitles[rating]}</span>}
    </>
  );
}

/** The rating in shape and word. */
export function RatingMark({ rating }: { rating: Rating | null }) {
  if (rating === null) return <span className={`${styles.mark} ${styles.none}`}>No data</span>;
  return (
    <span className={`${styles.mark} ${tones[rating]}`}>
      <RatingIcon rating={rating} silent />
      {ratingTitles[rating]}
    </span>
  );
}
