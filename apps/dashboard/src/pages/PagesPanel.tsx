import { useQuery } from "@tanstack/react-query";
import { createColumnHelper } from "@tanstack/react-table";
import { useMemo } from "react";
import { vitals, type Page } from "../../../../schema/wire.gen.ts";
import { pagesQuery } from "../api/queries.ts";
import { formatAgo, formatMoment } from "../format/time.ts";
import { Answer } from "../ui/Answer.tsx";
import { DataTable } from "../ui/DataTable.tsx";
import { PagePath } from "../ui/PagePath.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { sortable, type Features } from "../ui/table.ts";
import type { ChangeView } from "../view/useView.ts";
import type { View } from "../view/view.ts";
import { matchPages } from "./matchPages.ts";
import { severalWebsites } from "./severalWebsites.ts";
import styles from "./PagesPanel.module.css";
import { countCell, vitalCell } from "../ui/vitalColumns.tsx";

/** The most viewed pages, to sort and to search. */
export function PagesPanel({
  projectKey,
  view,
  onChange,
  className,
}: {
  projectKey: string;
  view: View;
  onChange: ChangeView;
  className?: string | undefined;
}) {
  const query = useQuery(pagesQuery(projectKey, view));
  return (
    <Panel
      title="Pages"
      note="The 50 most viewed, vitals at p75"
      className={className}
      controls={
        <input
          type="search"
          className={styles.search}
          aria-label="Search pages"
          placeholder="Search pages"
          value={view.search}
          maxLength={200}
          onChange={(event) => onChange({ search: event.target.value })}
        />
      }
    >
      <Answer
        query={query}
        loading={<SkeletonRows rows={10} label="Loading the pages" />}
        isEmpty={(pages) => pages.length === 0}
        empty="No page views in this range."
      >
        {(pages) => <PagesTable pages={pages} search={view.search} />}
      </Answer>
    </Panel>
  );
}

export function PagesTable({ pages, search }: { pages: readonly Page[]; search: string }) {
  const showWebsite = severalWebsites(pages);
  const columns = useMemo(() => pageColumns(showWebsite), [showWebsite]);
  const found = useMemo(() => matchPages(pages, search), [pages, search]);
  if (found.length === 0)
    return (
      <p className={styles.none} role="status">
        None of the {pages.length} most viewed pages matches “<bdi>{search}</bdi>”.
      </p>
    );
  return (
    <DataTable
      caption="Pages, vitals at p75"
      columns={columns}
      rows={found}
      rowId={(page) => String(page.id)}
      sort={[{ id: "sample_count", desc: true }]}
    />
  );
}

const helper = createColumnHelper<Features, Page>();

/** FID is left out: INP has replaced it, and its card and series remain. */
function pageColumns(showWebsite: boolean) {
  return helper.columns([
    helper.accessor("path", {
      header: "Page",
      sortFn: "text",
      cell: ({ row }) => <PagePath path={row.original.path} website={row.original.website} showWebsite={showWebsite} />,
    }),
    helper.accessor("sample_count", {
      header: "Page views",
      sortFn: "basic",
      meta: { numeric: true },
      cell: countCell,
    }),
    ...vitals
      .filter(({ name }) => name !== "FID")
      .map(({ name, column }) =>
        helper.accessor((page) => sortable(page[`${column}_p75`]), {
          id: column,
          header: name,
          sortFn: "basic",
          meta: { numeric: true, secondary: name !== "LCP" },
          cell: vitalCell(name),
        }),
      ),
    helper.accessor("last_seen", {
      header: "Last view",
      sortFn: "basic",
      meta: { numeric: true, secondary: true },
      cell: ({ getValue }) => (
        <time dateTime={getValue()} title={formatMoment(getValue())}>
          {formatAgo(getValue(), Date.now())}
        </time>
      ),
    }),
  ]);
}
