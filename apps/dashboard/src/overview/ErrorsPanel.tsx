import { useQuery } from "@tanstack/react-query";
import type { ErrorGroup } from "../../../../schema/wire.gen.ts";
import { errorGroupsQuery } from "../api/queries.ts";
import { formatCounted } from "../format/number.ts";
import { formatAgo, formatMoment } from "../format/time.ts";
import { Answer } from "../ui/Answer.tsx";
import { TitleLink } from "../ui/TitleLink.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { useNow } from "../ui/useNow.ts";
import type { View } from "../view/view.ts";
import styles from "./ErrorsPanel.module.css";

/** JavaScript errors, the most frequent first. */
export function ErrorsPanel({
  projectKey,
  view,
  className,
}: {
  projectKey: string;
  view: View;
  className?: string | undefined;
}) {
  const query = useQuery(errorGroupsQuery(projectKey, view));
  return (
    <Panel
      title={<TitleLink to="/errors">JavaScript errors</TitleLink>}
      note="Grouped by name and message, most frequent first"
      className={className}
    >
      <Answer
        query={query}
        loading={<SkeletonRows rows={3} label="Loading the errors" />}
        isEmpty={(groups) => groups.length === 0}
        empty="No JavaScript errors in this range."
      >
        {(groups) => <ErrorGroups groups={groups} />}
      </Answer>
    </Panel>
  );
}

export function ErrorGroups({ groups }: { groups: readonly ErrorGroup[] }) {
  const now = useNow();
  return (
    <ul>
      {groups.map((group) => (
        <li key={`${group.name}\n${group.message}`} className={styles.group}>
          <details>
            <summary className={styles.summary}>
              <span className={styles.message}>
                <b>{group.name}</b> <bdi>{group.message}</bdi>
              </span>
              <span className={styles.facts}>
                {formatCounted(group.count, "time")} in {formatCounted(group.sessions, "session")}, last{" "}
                <time dateTime={group.last_seen} title={formatMoment(group.last_seen)}>
                  {formatAgo(group.last_seen, now)}
                </time>
              </span>
            </summary>
            <p className={styles.where}>
              Newest on <bdi>{group.path}</bdi>
              {group.browser !== null && (
                <>
                  {" "}
                  in <bdi>{group.browser}</bdi>
                </>
              )}
              , first seen {formatMoment(group.first_seen)}
            </p>
            {group.stack === null || group.stack === "" ? (
              <p className={styles.where}>No stack was reported.</p>
            ) : (
              <pre className={styles.stack} tabIndex={0} role="group" aria-label="Stack">
                {group.stack}
              </pre>
            )}
          </details>
        </li>
      ))}
    </ul>
  );
}
