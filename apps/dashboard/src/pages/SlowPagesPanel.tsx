import { useQuery } from "@tanstack/react-query";
import { createColumnHelper } from "@tanstack/react-table";
import { useMemo } from "react";
import type { SlowPage, VitalName } from "../../../../schema/wire.gen.ts";
import { slowPagesQuery } from "../api/queries.ts";
import { toCsv } from "../export/csv.ts";
import { Exports } from "../export/Exports.tsx";
import { vitalOf } from "../rating.ts";
import { Answer } from "../ui/Answer.tsx";
import { DataTable } from "../ui/DataTable.tsx";
import { PagePath } from "../ui/PagePath.tsx";
import { TitleLink } from "../ui/TitleLink.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { sortable, type Features } from "../ui/table.ts";
import { listPercentile } from "../view/percentiles.ts";
import type { View } from "../view/view.ts";
import { severalWebsites } from "./severalWebsites.ts";
import { countCell, vitalCell } from "../ui/vitalColumns.tsx";

const helper = createColumnHelper<Features, SlowPage>();

/** Where to begin: the pages with the worst value of the chosen vital. */
export function SlowPagesPanel({
  projectKey,
  view,
  className,
}: {
  projectKey: string;
  view: View;
  className?: string | undefined;
}) {
  const percentile = listPercentile(view.percentile);
  const query = useQuery(slowPagesQuery(projectKey, view, view.vital, percentile));
  const several = severalWebsites(query.data ?? []);
  const columns = useMemo(() => slowPageColumns(view.vital, several), [view.vital, several]);
  return (
    <Panel
      title={
        <TitleLink to="/pages" view={{ sort: `-${vitalOf(view.vital).column}` }}>
          Slowest pages
        </TitleLink>
      }
      note={`The ten pages with the greatest ${view.vital} ${percentile}`}
      className={className}
      controls={
        <Exports title={`Slowest pages by ${view.vital}`} csv={() => slowPagesCsv(query.data ?? [], view.vital)} />
      }
    >
      <Answer
        query={query}
        loading={<SkeletonRows rows={10} label="Loading the slowest pages" />}
        isEmpty={(pages) => pages.length === 0}
        empty={`No page has reported ${view.vital} in this range.`}
      >
        {(pages) => (
          // A new vital or percentile is a new order, so the table begins anew.
          <DataTable
            key={`${view.vital} ${percentile}`}
            caption={`Slowest pages by ${view.vital}`}
            columns={columns}
            rows={pages}
            rowId={(page) => String(page.id)}
            sort={[{ id: percentile, desc: true }]}
          />
        )}
      </Answer>
    </Panel>
  );
}

function slowPagesCsv(pages: readonly SlowPage[], vital: VitalName): string {
  const { column } = vitalOf(vital);
  return toCsv(
    [
      { title: "website", value: (page) => page.website },
      { title: "path", value: (page) => page.path },
      { title: `${column}_p75`, value: (page) => page.metric_p75 },
      { title: `${column}_p95`, value: (page) => page.metric_p95 },
      { title: `${column}_samples`, value: (page) => page.samples },
      { title: "page_views", value: (page) => page.sample_count },
      { title: "estimated_page_views", value: (page) => page.estimated_count },
    ],
    pages,
  );
}

function slowPageColumns(vital: VitalName, showWebsite: boolean) {
  return helper.columns([
    helper.accessor("path", {
      header: "Page",
      sortFn: "text",
      cell: ({ row: { original: page } }) => (
        <PagePath path={page.path} website={page.website} showWebsite={showWebsite} pageId={page.id} />
      ),
    }),
    helper.accessor((page) => sortable(page.metric_p75), {
      id: "p75",
      header: `${vital} p75`,
      sortFn: "basic",
      meta: { numeric: true },
      cell: vitalCell(vital),
    }),
    helper.accessor((page) => sortable(page.metric_p95), {
      id: "p95",
      header: "p95",
      sortFn: "basic",
      meta: { numeric: true },
      cell: vitalCell(vital),
    }),
    helper.accessor("samples", {
      header: "Samples",
      sortFn: "basic",
      meta: { numeric: true, secondary: true },
      cell: countCell,
    }),
  ]);
}
