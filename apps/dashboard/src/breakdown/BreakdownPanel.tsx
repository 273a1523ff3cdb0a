import { useQuery } from "@tanstack/react-query";
import { createColumnHelper } from "@tanstack/react-table";
import { createContext, useContext, useMemo, type ReactNode } from "react";
import {
  dimensions,
  vitals,
  type Breakdown,
  type BreakdownRow,
  type DimensionName,
  type VitalName,
} from "../../../../schema/wire.gen.ts";
import { breakdownQuery } from "../api/queries.ts";
import { toCsv } from "../export/csv.ts";
import { Exports } from "../export/Exports.tsx";
import { formatDimensionValue, titleOfDimension } from "../format/dimension.ts";
import { formatShare } from "../format/number.ts";
import { vitalOf } from "../rating.ts";
import { Answer } from "../ui/Answer.tsx";
import { DataTable } from "../ui/DataTable.tsx";
import { Panel } from "../ui/Panel.tsx";
import { Select } from "../ui/Select.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { sortable, type Features } from "../ui/table.ts";
import { addFilter, filterable } from "../view/filters.ts";
import { listPercentile } from "../view/percentiles.ts";
import type { ChangeView } from "../view/useView.ts";
import type { View } from "../view/view.ts";
import styles from "./BreakdownPanel.module.css";
import { viewsCell, vitalCell } from "../ui/vitalColumns.tsx";

const helper = createColumnHelper<Features, BreakdownRow>();

/** For whom it is slow: the chosen vital by the values of one dimension. */
export function BreakdownPanel({
  projectKey,
  view,
  onChange,
  heading = "Breakdown",
  className,
}: {
  projectKey: string;
  view: View;
  onChange: ChangeView;
  heading?: ReactNode;
  className?: string | undefined;
}) {
  const query = useQuery(breakdownQuery(projectKey, view, view.dimension));
  const percentile = listPercentile(view.percentile);
  const total = useMemo(() => (query.data ?? []).reduce((sum, row) => sum + row.estimated_count, 0), [query.data]);
  const columns = useMemo(
    () => breakdownColumns(view.dimension, view.vital, percentile, total),
    [view.dimension, view.vital, percentile, total],
  );
  const title = `${view.vital} by ${titleOfDimension(view.dimension).toLowerCase()}`;
  const keep = (value: string) => onChange({ filters: addFilter(view.filters, view.dimension, value) });
  return (
    <Panel
      title={heading}
      note={`${view.vital} ${percentile} and page views by ${titleOfDimension(view.dimension).toLowerCase()}`}
      className={className}
      controls={
        <>
          <Exports title={title} csv={() => breakdownCsv(query.data ?? [], view.dimension)} />
          <Select
            label="Dimension"
            value={view.dimension}
            choices={dimensions}
            onChange={(dimension) => onChange({ dimension })}
          />
        </>
      }
    >
      <Answer
        query={query}
        loading={<SkeletonRows rows={3} label="Loading the breakdown" />}
        isEmpty={(rows) => rows.length === 0}
        empty="No page views in this range."
      >
        {(rows) => (
          <Keep value={keep}>
            <DataTable
              key={view.dimension}
              caption={`Page views by ${titleOfDimension(view.dimension)}`}
              columns={columns}
              rows={rows}
              rowId={(row) => row.dimension_value}
              sort={[{ id: "estimated_count", desc: true }]}
            />
          </Keep>
        )}
      </Answer>
    </Panel>
  );
}

/** What choosing a value does. In a context, so that the columns stay the same while the filters change. */
const Keep = createContext<(value: string) => void>(() => undefined);

/** A value by name; choosing it keeps only the page views that have it. */
function ValueName({ dimension, value }: { dimension: DimensionName; value: string }) {
  const keep = useContext(Keep);
  const name = <bdi>{formatDimensionValue(dimension, value)}</bdi>;
  if (!filterable(value)) return <span className={styles.name}>{name}</span>;
  return (
    <button
      type="button"
      className={styles.name}
      title={`Only ${formatDimensionValue(dimension, value)}`}
      onClick={() => keep(value)}
    >
      <span className="visually-hidden">Filter by </span>
      {name}
    </button>
  );
}

function breakdownCsv(rows: Breakdown, dimension: DimensionName): string {
  return toCsv<BreakdownRow>(
    [
      { title: dimension, value: (row) => row.dimension_value },
      { title: "page_views", value: (row) => row.sample_count },
      { title: "estimated_page_views", value: (row) => row.estimated_count },
      ...vitals.flatMap(({ column }) => [
        { title: `${column}_p75`, value: (row: BreakdownRow) => row[`${column}_p75`] },
        { title: `${column}_p95`, value: (row: BreakdownRow) => row[`${column}_p95`] },
        { title: `${column}_samples`, value: (row: BreakdownRow) => row[`${column}_samples`] },
      ]),
    ],
    rows,
  );
}

function breakdownColumns(dimension: DimensionName, vital: VitalName, percentile: "p75" | "p95", total: number) {
  const { column } = vitalOf(vital);
  return helper.columns([
    helper.accessor("dimension_value", {
      header: titleOfDimension(dimension),
      sortFn: "text",
      cell: ({ row, getValue }) => (
        <span className={styles.value} title={getValue()}>
          <span
            className={styles.share}
            style={{ inlineSize: `${(row.original.estimated_count / Math.max(total, 1)) * 100}%` }}
            aria-hidden="true"
          />
          <ValueName dimension={dimension} value={getValue()} />
        </span>
      ),
    }),
    helper.accessor("estimated_count", {
      header: "Page views",
      sortFn: "basic",
      meta: { numeric: true },
      cell: viewsCell,
    }),
    helper.accessor((row) => row.estimated_count, {
      id: "share",
      header: "Share",
      sortFn: "basic",
      meta: { numeric: true, secondary: true },
      cell: ({ getValue }) => formatShare(getValue(), total),
    }),
    helper.accessor((row) => sortable(row[`${column}_${percentile}`]), {
      id: "vital",
      header: `${vital} ${percentile}`,
      sortFn: "basic",
      meta: { numeric: true },
      cell: vitalCell(vital),
    }),
  ]);
}
