import { Panel } from "../ui/Panel.tsx";
import { RatingShares } from "../ui/RatingShares.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { TitleLink } from "../ui/TitleLink.tsx";
import styles from "./LiveRatings.module.css";
import type { Stretch } from "./stretch.ts";

const core = ["LCP", "INP", "CLS"] as const;

/** How the page views rate that have reported a Core Web Vital of late. */
export function LiveRatings({
  ratings,
  className,
}: {
  ratings: Stretch["ratings"] | undefined;
  className: string | undefined;
}) {
  return (
    <Panel title="By rating" note="Page views that have reported the vital" className={className}>
      {ratings === undefined ? (
        <SkeletonRows rows={4} label="Waiting for ratings" />
      ) : (
        <ul className={styles.list}>
          {core.map((vital) => (
            <li key={vital}>
              <h3 className={styles.vital}>
                <TitleLink to="/vitals/$vital" params={{ vital: vital.toLowerCase() }}>
                  {vital}
                </TitleLink>
              </h3>
              <RatingShares ratings={ratings[vital.toLowerCase() as "lcp" | "inp" | "cls"]} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
