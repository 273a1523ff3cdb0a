import { lazy, Suspense } from "react";
import { formatDimensionValue } from "../format/dimension.ts";
import { Panel } from "../ui/Panel.tsx";
import { ShareList } from "../ui/ShareList.tsx";
import { SkeletonArea, SkeletonRows } from "../ui/Skeleton.tsx";
import styles from "./LiveCountries.module.css";
import type { LiveCountry } from "./stretch.ts";

// The map is as large as all the rest of the screen: it comes by itself.
const WorldMap = lazy(async () => ({ default: (await import("./WorldMap.tsx")).WorldMap }));

/** From where pages are looked at now: a map, and the same as a list. */
export function LiveCountries({
  countries,
  className,
}: {
  countries: readonly LiveCountry[] | undefined;
  className: string | undefined;
}) {
  const total = (countries ?? []).reduce((sum, { views }) => sum + views, 0);
  return (
    <Panel title="By country" note="New page views" className={className}>
      <div className={styles.world}>
        <div className={styles.map}>
          <Suspense fallback={<SkeletonArea label="Loading the map" />}>
            <WorldMap countries={countries ?? []} />
          </Suspense>
        </div>
        {countries === undefined ? (
          <SkeletonRows rows={3} label="Waiting for countries" />
        ) : countries.length === 0 ? (
          <p className={styles.empty}>No new page views.</p>
        ) : (
          <ShareList
            total={total}
            shares={countries.map(({ country, views }) => ({
              id: country,
              name: <bdi>{formatDimensionValue("country", country)}</bdi>,
              count: views,
            }))}
          />
        )}
      </div>
    </Panel>
  );
}
