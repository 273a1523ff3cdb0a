import { useQuery } from "@tanstack/react-query";
import { createColumnHelper } from "@tanstack/react-table";
import { useMemo } from "react";
import { dimensions, type BreakdownRow, type DimensionName, type VitalName } from "../../../../schema/wire.gen.ts";
import { breakdownQuery } from "../api/queries.ts";
import { formatDimensionValue } from "../format/dimension.ts";
import { formatShare } from "../format/number.ts";
import { vitalOf } from "../rating.ts";
import { Answer } from "../ui/Answer.tsx";
import { DataTable } from "../ui/DataTable.tsx";
import { Panel } from "../ui/Panel.tsx";
import { Select } from "../ui/Select.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { sortable, type Features } from "../ui/table.ts";
import { listPercentile } from "../view/percentiles.ts";
import type { ChangeView } from "../view/useView.ts";
import type { View } from "../view/view.ts";
import styles from "./BreakdownPanel.module.css";
import { countCell, vitalCell } from "./vitalColumns.tsx";

const helper = createColumnHelper<Features, BreakdownRow>();

/** For whom it is slow: the chosen vital by the values of one dimension. */
export function BreakdownPanel({
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
  const query = useQuery(breakdownQuery(projectKey, view, view.dimension));
  const percentile = listPercentile(view.percentile);
  const total = useMemo(() => (query.data ?? []).reduce((sum, row) => sum + row.sample_count, 0), [query.data]);
  const columns = useMemo(
    () => breakdownColumns(view.dimension, view.vital, percentile, total),
    [view.dimension, view.vital, percentile, total],
  );
  return (
    <Panel
      title="Breakdown"
      note={`${view.vital} ${percentile} and page views by ${titleOf(view.dimension).toLowerCase()}`}
      className={className}
      controls={
        <Select
          label="Dimension"
          value={view.dimension}
          choices={dimensions}
          onChange={(dimension) => onChange({ dimension })}
        />
      }
    >
      <Answer
        query={query}
        loading={<SkeletonRows rows={3} label="Loading the breakdown" />}
        isEmpty={(rows) => rows.length === 0}
        empty="No page views in this range."
      >
        {(rows) => (
          <DataTable
            key={view.dimension}
            caption={`Page views by ${titleOf(view.dimension)}`}
            columns={columns}
            rows={rows}
            rowId={(row) => row.dimension_value}
            sort={[{ id: "sample_count", desc: true }]}
          />
        )}
      </Answer>
    </Panel>
  );
}

function titleOf(name: DimensionName): string {
  return dimensions.find((dimension) => dimension.name === name)?.title ?? name;
}

function breakdownColumns(dimension: DimensionName, vital: VitalName, percentile: "p75" | "p95", total: number) {
  const { column } = vitalOf(vital);
  return helper.columns([
    helper.accessor("dimension_value", {
      header: titleOf(dimension),
      sortFn: "text",
      cell: ({ row, getValue }) => (
        <span className={styles.value} title={getValue()}>
          <span
            className={styles.share}
            style={{ inlineSize: `${(row.original.sample_count / Math.max(total, 1)) * 100}%` }}
            aria-hidden="true"
          />
          <bdi className={styles.name}>{formatDimensionValue(dimension, getValue())}</bdi>
        </span>
      ),
    }),
    helper.accessor("sample_count", {
      header: "Page views",
      sortFn: "basic",
      meta: { numeric: true },
      cell: countCell,
    }),
    helper.accessor((row) => row.sample_count, {
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
