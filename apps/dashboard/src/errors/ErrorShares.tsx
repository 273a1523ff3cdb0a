import type { DimensionName, ErrorGroupDetail } from "../../../../schema/wire.gen.ts";
import { formatDimensionValue, titleOfDimension } from "../format/dimension.ts";
import { PagePath } from "../ui/PagePath.tsx";
import { ShareList, type Share } from "../ui/ShareList.tsx";
import styles from "./ErrorShares.module.css";

/** The pages on which the error happens. */
export function ErrorPages({ group }: { group: ErrorGroupDetail }) {
  return (
    <ShareList
      total={group.count}
      shares={group.pages.map((page): Share => ({
        id: String(page.id),
        name: <PagePath path={page.path} website={page.website} pageId={page.id} showWebsite={false} />,
        count: page.count,
      }))}
    />
  );
}

/** Each dimension that tells visitors apart, with the values that the error is met with. One value says nothing of the others. */
export function ErrorVisitors({ group }: { group: ErrorGroupDetail }) {
  const told = group.dimensions.filter(({ dimension, values }) => dimension !== "website" && values.length > 0);
  return (
    <div className={styles.dimensions}>
      {told.map(({ dimension, values }) => (
        <section key={dimension} aria-label={titleOfDimension(dimension as DimensionName)}>
          <h3 className={styles.title}>{titleOfDimension(dimension as DimensionName)}</h3>
          {values.length === 1 ? (
            <p className={styles.only}>
              <bdi>{formatDimensionValue(dimension as DimensionName, values[0]!.value)}</bdi>, always
            </p>
          ) : (
            <ShareList
              total={group.count}
              shares={values.slice(0, 5).map((share) => ({
                id: share.value,
                name: <bdi>{formatDimensionValue(dimension as DimensionName, share.value)}</bdi>,
                count: share.count,
              }))}
            />
          )}
        </section>
      ))}
      <p className={styles.only}>
        {(group.count / Math.max(group.sessions, 1)).toFixed(1)} times in each session that meets it
      </p>
    </div>
  );
}
