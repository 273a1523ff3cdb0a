import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import type { ErrorGroup, ErrorGroups } from "../../../../schema/wire.gen.ts";
import { errorGroupsQuery } from "../api/queries.ts";
import { toCsv } from "../export/csv.ts";
import { Exports } from "../export/Exports.tsx";
import { formatCounted } from "../format/number.ts";
import { useProject } from "../frame/project.ts";
import { ScreenHeading } from "../frame/ScreenHeading.tsx";
import { Answer } from "../ui/Answer.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SearchField } from "../ui/SearchField.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { describeSpan } from "../view/describe.ts";
import { useView } from "../view/useView.ts";
import styles from "./ErrorsScreen.module.css";
import { ErrorsTable } from "./ErrorsTable.tsx";

/** The most groups that are listed. */
const most = 500;

/** JavaScript errors in groups, to sort and to search. */
export function ErrorsScreen() {
  const { projectKey } = useProject();
  const [view, change] = useView();
  const query = useQuery(errorGroupsQuery(projectKey, view, most));
  const search = useDeferredValue(view.search);
  const found = matchErrors(query.data ?? [], search);
  return (
    <div className={styles.screen}>
      <ScreenHeading title="Errors">
        <span className={styles.span}>{describeSpan(view)}</span>
      </ScreenHeading>
      <Panel
        className={styles.errors}
        title={query.data === undefined ? "JavaScript errors" : counted(query.data, found.length)}
        note="One line for each name and message; messages that differ in numbers and ids only are one"
        controls={
          <>
            <Exports title="Errors" csv={() => errorsCsv(found)} />
            <SearchField label="Search errors" value={view.search} onChange={(text) => change({ search: text })} />
          </>
        }
      >
        <Answer
          query={query}
          loading={<SkeletonRows rows={12} label="Loading the errors" />}
          isEmpty={(groups) => groups.length === 0}
          empty="No JavaScript errors in this range. If you expected some: the SDK’s core build does not listen for them, the whole one does."
        >
          {() =>
            found.length === 0 ? (
              <p className={styles.none} role="status">
                No error matches “<bdi>{search}</bdi>”.
              </p>
            ) : (
              <ErrorsTable groups={found} />
            )
          }
        </Answer>
      </Panel>
    </div>
  );
}

/** Every word that is searched for has to occur in the name, the message or the path. */
export function matchErrors(groups: ErrorGroups, search: string): ErrorGroups {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  return groups.filter(({ name, message, path }) => {
    const text = `${name} ${message} ${path}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function counted(groups: ErrorGroups, found: number): string {
  const all = formatCounted(groups.length, "error");
  const listed = groups.length === most ? `The ${most} most frequent errors` : all;
  return found === groups.length
    ? listed
    : `${formatCounted(found, "error")} of ${formatCounted(groups.length, "error")}`;
}

function errorsCsv(groups: ErrorGroups): string {
  return toCsv<ErrorGroup>(
    [
      { title: "name", value: (group) => group.name },
      { title: "message", value: (group) => group.message },
      { title: "count", value: (group) => group.count },
      { title: "sessions", value: (group) => group.sessions },
      { title: "first_seen", value: (group) => group.first_seen },
      { title: "last_seen", value: (group) => group.last_seen },
      { title: "newest_path", value: (group) => group.path },
      { title: "newest_browser", value: (group) => group.browser },
      { title: "newest_stack", value: (group) => group.stack },
    ],
    groups,
  );
}
