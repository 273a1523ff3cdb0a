import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { vitals, type Page, type Pages } from "../../../../schema/wire.gen.ts";
import { pagesQuery } from "../api/queries.ts";
import { toCsv } from "../export/csv.ts";
import { Exports } from "../export/Exports.tsx";
import { formatCounted } from "../format/number.ts";
import { useProject } from "../frame/project.ts";
import { ScreenLink } from "../frame/ScreenLink.tsx";
import { ScreenHeading } from "../frame/ScreenHeading.tsx";
import { Answer } from "../ui/Answer.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SearchField } from "../ui/SearchField.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { Term } from "../ui/Term.tsx";
import { describeSpan } from "../view/describe.ts";
import { useView } from "../view/useView.ts";
import { matchPages } from "./matchPages.ts";
import styles from "./PagesScreen.module.css";
import { PagesTable } from "./PagesTable.tsx";
import { meanings } from "../words/vitals.ts";

/** The most that the API lists at once. */
const most = 10_000;

/** All pages with their vitals, to sort and to search. */
export function PagesScreen() {
  const { projectKey } = useProject();
  const [view, change] = useView();
  const query = useQuery(pagesQuery(projectKey, view, most));
  // What is typed or pressed shows first; the list of thousands follows right after.
  const search = useDeferredValue(view.search);
  const sort = useDeferredValue(view.sort);
  const found = useMemo(() => matchPages(query.data ?? [], search), [query.data, search]);
  return (
    <div className={styles.screen}>
      <ScreenHeading title="Pages">
        <span className={styles.span}>{describeSpan(view)}</span>
      </ScreenHeading>
      <Panel
        className={styles.pages}
        title={query.data === undefined ? "All pages" : counted(query.data, found.length)}
        note={
          <>
            Vitals at <Term meaning={meanings.percentile}>p75</Term>; paths that differ only in ids are grouped
          </>
        }
        controls={
          <>
            <Exports title="Pages" csv={() => pagesCsv(found)} />
            <SearchField label="Search pages" value={view.search} onChange={(text) => change({ search: text })} />
          </>
        }
      >
        <Answer
          query={query}
          loading={<SkeletonRows rows={16} label="Loading the pages" />}
          isEmpty={(pages) => pages.length === 0}
          empty={
            <>
              No page views in this range. Widen the range, take filters away, or open one of your pages. The{" "}
              <ScreenLink to="/">overview</ScreenLink> of a new project shows the script that has to be on them.
            </>
          }
        >
          {() =>
            found.length === 0 ? (
              <p className={styles.none} role="status">
                No page matches “<bdi>{search}</bdi>”.
              </p>
            ) : (
              <PagesTable pages={found} sort={sort} onSort={(next) => change({ sort: next })} />
            )
          }
        </Answer>
      </Panel>
    </div>
  );
}

function counted(pages: Pages, found: number): string {
  const all = formatCounted(pages.length, "page");
  const listed = pages.length === most ? `The ${all} with the most views` : all;
  return found === pages.length ? listed : `${formatCounted(found, "page")} of ${listed.replace(/^The/, "the")}`;
}

function pagesCsv(pages: readonly Page[]): string {
  return toCsv(
    [
      { title: "website", value: (page) => page.website },
      { title: "path", value: (page) => page.path },
      { title: "page_name", value: (page) => page.page_name },
      { title: "page_views", value: (page) => page.sample_count },
      { title: "estimated_page_views", value: (page) => page.estimated_count },
      ...vitals.map(({ column }) => ({ title: `${column}_p75`, value: (page: Page) => page[`${column}_p75`] })),
      { title: "lcp_p95", value: (page) => page.lcp_p95 },
      { title: "last_seen", value: (page) => page.last_seen },
    ],
    pages,
  );
}
