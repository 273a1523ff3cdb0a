import { createColumnHelper } from "@tanstack/react-table";
import { useMemo } from "react";
import { vitals, type Page } from "../../../../schema/wire.gen.ts";
import { formatAgo, formatMoment } from "../format/time.ts";
import { DataTable } from "../ui/DataTable.tsx";
import { PagePath } from "../ui/PagePath.tsx";
import { readSort, sortable, writeSort, type Features } from "../ui/table.ts";
import { viewsCell, vitalCell } from "../ui/vitalColumns.tsx";
import { severalWebsites } from "./severalWebsites.ts";

/** Pages with their page views and vitals; the path leads to the page's own screen. */
export function PagesTable({
  pages,
  sort,
  onSort,
}: {
  pages: readonly Page[];
  /** As a link has it; empty for the most viewed first. */
  sort: string;
  onSort: (sort: string) => void;
}) {
  const showWebsite = severalWebsites(pages);
  const columns = useMemo(() => pageColumns(showWebsite), [showWebsite]);
  const asked = readSort(sort);
  const known = asked !== null && columns.some(({ id, accessorKey }: Named) => (id ?? accessorKey) === asked.id);
  const sorting = useMemo(() => [known && asked !== null ? asked : mostViewed], [sort, known]);
  return (
    <DataTable
      caption="Pages, vitals at p75"
      columns={columns}
      rows={pages}
      rowId={(page) => String(page.id)}
      sort={sorting}
      onSort={([first]) => first !== undefined && onSort(writeSort(first))}
    />
  );
}

interface Named {
  id?: string;
  accessorKey?: unknown;
}

const mostViewed = { id: "sample_count", desc: true };

const helper = createColumnHelper<Features, Page>();

function pageColumns(showWebsite: boolean) {
  return helper.columns([
    helper.accessor("path", {
      header: "Page",
      sortFn: "text",
      cell: ({ row: { original: page } }) => (
        <PagePath path={page.path} website={page.website} showWebsite={showWebsite} pageId={page.id} />
      ),
    }),
    helper.accessor((page) => page.estimated_count, {
      id: "sample_count",
      header: "Page views",
      sortFn: "basic",
      meta: { numeric: true, width: "7.25rem" },
      cell: viewsCell,
    }),
    ...vitals.map(({ name, column }) =>
      helper.accessor((page) => sortable(page[`${column}_p75`]), {
        id: column,
        header: name,
        sortFn: "basic",
        meta: { numeric: true, secondary: name !== "LCP", width: "6rem" },
        cell: vitalCell(name),
      }),
    ),
    helper.accessor("last_seen", {
      header: "Last view",
      sortFn: "basic",
      meta: { numeric: true, secondary: true, width: "6.75rem" },
      cell: ({ getValue }) => (
        <time dateTime={getValue()} title={formatMoment(getValue())}>
          {formatAgo(getValue(), Date.now())}
        </time>
      ),
    }),
  ]);
}
