import type { useTable } from "@tanstack/react-table";
import styles from "./DataTable.module.css";
import type { ColumnMeta, Features } from "./table.ts";

/** The head of a table: which column it is sorted by, and buttons to sort by another. */
export function TableHead<Row extends object>({ table }: { table: ReturnType<typeof useTable<Features, Row>> }) {
  return (
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
  );
}

export function cellClass(meta: ColumnMeta | undefined): string {
  return [meta?.numeric ? styles.numeric : "", meta?.secondary ? styles.secondary : ""].join(" ");
}
