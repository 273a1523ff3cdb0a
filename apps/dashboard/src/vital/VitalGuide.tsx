import { formatBound } from "../format/vital.ts";
import { ratingTitles, type Rating, type Vital } from "../rating.ts";
import { Panel } from "../ui/Panel.tsx";
import { RatingIcon } from "../ui/RatingMark.tsx";
import { Term } from "../ui/Term.tsx";
import { meanings, vitalGuides, vitalMeanings } from "../words/vitals.ts";
import styles from "./VitalGuide.module.css";

/** What the vital is and what is good, for someone who has never heard of it. */
export function VitalGuide({ vital, className }: { vital: Vital; className?: string | undefined }) {
  const { name, title, good, poor, doc } = vital;
  const guide = vitalGuides[name];
  const [goodBound, poorBound] = [formatBound(name, good), formatBound(name, poor)];
  const bounds: readonly [Rating, string][] = [
    ["good", `up to ${goodBound}`],
    ["needs-improvement", `up to ${poorBound}`],
    ["poor", `above ${poorBound}`],
  ];
  return (
    <Panel title={`What ${name} is`} note={vitalMeanings[name]} className={className}>
      <div className={styles.guide}>
        <dl className={styles.bounds}>
          {bounds.map(([rating, bound]) => (
            <div key={rating} className={styles.bound}>
              <dt>
                <RatingIcon rating={rating} silent /> {ratingTitles[rating]}
              </dt>
              <dd>{bound}</dd>
            </div>
          ))}
        </dl>
        <p>{guide.measured}</p>
        <p>
          <strong>Where to look.</strong> {guide.look}
        </p>
        <p className={styles.more}>
          <Term meaning={meanings.rating}>How ratings come about</Term>
          <a href={doc} target="_blank" rel="noreferrer noopener">
            {title} on web.dev
          </a>
        </p>
      </div>
    </Panel>
  );
}
