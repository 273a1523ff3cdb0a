import { useTable, type ColumnDef, type SortingState } from "@tanstack/react-table";
import { useState } from "react";
import styles from "./DataTable.module.css";
import { features, type Features } from "./table.ts";

/** A table with a fixed head. Columns that can be sorted have a button in their head. */
export function DataTable<Row extends object>({
  caption,
  columns,
  rows,
  rowId,
  sort = [],
}: {
  caption: string;
  columns: readonly ColumnDef<Features, Row, any>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  sort?: SortingState;
}) {
  const [sorting, setSorting] = useState<SortingState>(sort);
  const table = useTable({
    features,
    columns: columns as ColumnDef<Features, Row, any>[],
    data: rows as Row[],
    getRowId: rowId,
    state: { sorting },
    onSortingChange: setSorting,
    enableSortingRemoval: false,
    enableMultiSort: false,
    defaultColumn: { sortUndefined: "last" },
  });

  return (
    <table className={styles.table}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id}>
            {group.headers.map((header) => {
              const sorted = header.column.getIsSorted();
              return (
                <th
                  key={header.id}
                  scope="col"
                  className={cellClass(header.column.columnDef.meta)}
                  aria-sort={sorted === false ? undefined : sorted === "asc" ? "ascending" : "descending"}
                >
                  {header.column.getCanSort() ? (
                    <button type="button" className={styles.sort} onClick={header.column.getToggleSortingHandler()}>
                      <table.FlexRender header={header} />
                      <span className={styles.arrow} aria-hidden="true">
                        {sorted === false ? "" : sorted === "asc" ? "↑" : "↓"}
                      </span>
                    </button>
                  ) : (
                    <table.FlexRender header={header} />
                  )}
                </th>
              );
            })}
          </tr>
        ))}
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <tr key={row.id}>
            {row.getAllCells().map((cell) => (
              <td key={cell.id} className={cellClass(cell.column.columnDef.meta)}>
                <table.FlexRender cell={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function cellClass(meta: { numeric?: boolean; secondary?: boolean } | undefined): string {
  return [meta?.numeric ? styles.numeric : "", meta?.secondary ? styles.secondary : ""].join(" ");
}
