import { createColumnHelper } from "@tanstack/react-table";
import type { ErrorGroup, ErrorGroups } from "../../../../schema/wire.gen.ts";
import { formatCount } from "../format/number.ts";
import { formatAgo, formatMoment } from "../format/time.ts";
import { ScreenLink } from "../frame/ScreenLink.tsx";
import { Sparkline } from "../series/Sparkline.tsx";
import { DataTable } from "../ui/DataTable.tsx";
import type { Features } from "../ui/table.ts";
import { useNow } from "../ui/useNow.ts";
import styles from "./ErrorsTable.module.css";

const column = createColumnHelper<Features, ErrorGroup>();

const columns = [
  column.accessor("message", {
    header: "Error",
    enableSorting: false,
    meta: { width: "46%" },
    cell: ({ row: { original } }) => (
      <span className={styles.error} title={`${original.name}: ${original.message}`}>
        <ScreenLink className={styles.link} to="/errors/$groupId" params={{ groupId: original.id }}>
          <b>{original.name}</b> <bdi>{original.message}</bdi>
        </ScreenLink>
      </span>
    ),
  }),
  column.accessor("counts", {
    header: "Over time",
    enableSorting: false,
    meta: { secondary: true, width: "8rem" },
    cell: ({ getValue }) => (
      <span className={styles.spark}>
        <Sparkline values={getValue()} />
      </span>
    ),
  }),
  column.accessor("count", {
    header: "Times",
    sortFn: "basic",
    sortDescFirst: true,
    meta: { numeric: true, width: "6rem" },
    cell: ({ getValue }) => <data value={getValue()}>{formatCount(getValue())}</data>,
  }),
  column.accessor("sessions", {
    header: "Sessions",
    sortFn: "basic",
    sortDescFirst: true,
    meta: { numeric: true, width: "6rem" },
    cell: ({ getValue }) => <data value={getValue()}>{formatCount(getValue())}</data>,
  }),
  column.accessor("last_seen", {
    header: "Last seen",
    sortFn: "text",
    sortDescFirst: true,
    meta: { numeric: true, secondary: true, width: "7rem" },
    cell: ({ getValue }) => <Seen at={getValue()} />,
  }),
  column.accessor("first_seen", {
    header: "First seen",
    sortFn: "text",
    sortDescFirst: true,
    meta: { numeric: true, secondary: true, width: "7rem" },
    cell: ({ getValue }) => <Seen at={getValue()} />,
  }),
];

/** Groups of errors, the most frequent first. */
export function ErrorsTable({ groups }: { groups: ErrorGroups }) {
  return (
    <DataTable caption="JavaScript errors" columns={columns} rows={groups} rowId={({ id }) => id} sort={mostFirst} />
  );
}

const mostFirst = [{ id: "count", desc: true }];

function Seen({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={formatMoment(at)}>
      {formatAgo(at, now)}
    </time>
  );
}
