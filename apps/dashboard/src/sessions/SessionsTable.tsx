import { createColumnHelper } from "@tanstack/react-table";
import type { Session } from "../../../../schema/wire.gen.ts";
import { formatCount } from "../format/number.ts";
import { formatAgo, formatMoment } from "../format/time.ts";
import { ScreenLink } from "../frame/ScreenLink.tsx";
import { DataTable } from "../ui/DataTable.tsx";
import { RatingIcon } from "../ui/RatingMark.tsx";
import type { Features } from "../ui/table.ts";
import { useNow } from "../ui/useNow.ts";
import { VitalValue } from "../ui/VitalValue.tsx";
import { describeVisitor } from "../views/describeVisitor.ts";
import styles from "./SessionsTable.module.css";

const column = createColumnHelper<Features, Session>();

const columns = [
  column.accessor("entry_path", {
    header: "Began on",
    sortFn: "text",
    meta: { width: "30%" },
    cell: ({ row: { original } }) => (
      <span className={styles.entry} title={`${original.website}${original.entry_path}`}>
        {original.rating !== null && <RatingIcon rating={original.rating} />}
        <ScreenLink className={styles.link} to="/sessions/$sessionId" params={{ sessionId: original.session_id }}>
          <bdi>{original.entry_path}</bdi>
        </ScreenLink>
      </span>
    ),
  }),
  column.display({
    id: "visitor",
    header: "Visitor",
    meta: { secondary: true, width: "26%" },
    cell: ({ row: { original } }) => <span className={styles.visitor}>{describeVisitor(original)}</span>,
  }),
  column.accessor("views", {
    header: "Views",
    sortFn: "basic",
    sortDescFirst: true,
    meta: { numeric: true, width: "5rem" },
    cell: ({ getValue }) => <data value={getValue()}>{formatCount(getValue())}</data>,
  }),
  column.accessor("errors", {
    header: "Errors",
    sortFn: "basic",
    sortDescFirst: true,
    meta: { numeric: true, width: "5rem" },
    cell: ({ getValue }) => <data value={getValue()}>{formatCount(getValue())}</data>,
  }),
  ...(["lcp", "inp", "cls"] as const).map((vital) =>
    column.accessor((session) => session[vital] ?? undefined, {
      id: vital,
      header: vital.toUpperCase(),
      sortFn: "basic",
      sortDescFirst: true,
      meta: { numeric: true, secondary: true, width: "6rem" },
      cell: ({ row: { original } }) => (
        <VitalValue vital={vital.toUpperCase() as "LCP" | "INP" | "CLS"} value={original[vital]} quiet />
      ),
    }),
  ),
  column.accessor("last_seen", {
    header: "Last seen",
    sortFn: "text",
    sortDescFirst: true,
    meta: { numeric: true, width: "7rem" },
    cell: ({ getValue }) => <Seen at={getValue()} />,
  }),
];

/** Sessions, those seen last first. */
export function SessionsTable({ sessions }: { sessions: readonly Session[] }) {
  return (
    <DataTable
      caption="Sessions"
      columns={columns}
      rows={sessions}
      rowId={({ session_id }) => session_id}
      sort={latestFirst}
    />
  );
}

const latestFirst = [{ id: "last_seen", desc: true }];

function Seen({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={formatMoment(at)}>
      {formatAgo(at, now)}
    </time>
  );
}
