import { useTable, type ColumnDef, type SortingState } from "@tanstack/react-table";
import { useRef, useState } from "react";
import styles from "./DataTable.module.css";
import { features, type Features } from "./table.ts";
import { cellClass, TableHead } from "./TableHead.tsx";
import { useWindow } from "./useWindow.ts";

/** The height of a row in pixels: 2.25 rem, as the style sheet has it. */
const rowHeight = () => 2.25 * parseFloat(getComputedStyle(document.documentElement).fontSize);

/** Up to so many rows are drawn whole. */
const few = 100;

/**
 * A table with a fixed head. Columns that can be sorted have a button in their head. Of many rows only the visible
 * ones are in the document, so their columns have widths of their own (`meta.width`).
 */
export function DataTable<Row extends object>({
  caption,
  columns,
  rows,
  rowId,
  sort = [],
  onSort,
}: {
  caption: string;
  columns: readonly ColumnDef<Features, Row, any>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** The order at first, or, with `onSort`, always. */
  sort?: SortingState;
  onSort?: ((sorting: SortingState) => void) | undefined;
}) {
  const element = useRef<HTMLTableElement>(null);
  const [own, setOwn] = useState<SortingState>(sort);
  const [height] = useState(rowHeight);
  const sorting = onSort === undefined ? own : sort;
  const table = useTable({
    features,
    columns: columns as ColumnDef<Features, Row, any>[],
    data: rows as Row[],
    getRowId: rowId,
    state: { sorting },
    onSortingChange: (change) => {
      const next = typeof change === "function" ? change(sorting) : change;
      if (onSort === undefined) setOwn(next);
      else onSort(next);
    },
    enableSortingRemoval: false,
    enableMultiSort: false,
    defaultColumn: { sortUndefined: "last" },
  });
  const sorted = table.getRowModel().rows;
  const whole = sorted.length <= few;
  const { first, end } = useWindow(element, sorted.length, height, whole);

  return (
    <table
      ref={element}
      className={whole ? styles.table : `${styles.table} ${styles.fixed}`}
      aria-rowcount={whole ? undefined : sorted.length + 1}
    >
      <caption className="visually-hidden">{caption}</caption>
      {!whole && (
        <colgroup>
          {table.getAllLeafColumns().map((column) => (
            <col
              key={column.id}
              className={cellClass(column.columnDef.meta)}
              style={column.columnDef.meta?.width === undefined ? {} : { inlineSize: column.columnDef.meta.width }}
            />
          ))}
        </colgroup>
      )}
      <TableHead table={table} />
      <tbody>
        <Gap rows={first} height={height} />
        {sorted.slice(first, end).map((row, place) => (
          <tr key={row.id} aria-rowindex={whole ? undefined : first + place + 2}>
            {row.getAllCells().map((cell) => (
              <td key={cell.id} className={cellClass(cell.column.columnDef.meta)}>
                <table.FlexRender cell={cell} />
              </td>
            ))}
          </tr>
        ))}
        <Gap rows={sorted.length - end} height={height} />
      </tbody>
    </table>
  );
}

/** The room of the rows that are not in the document. */
function Gap({ rows, height }: { rows: number; height: number }) {
  return rows > 0 && <tr className={styles.gap} aria-hidden="true" style={{ blockSize: rows * height }} />;
}
