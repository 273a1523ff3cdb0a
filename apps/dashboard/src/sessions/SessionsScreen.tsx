import { useQuery } from "@tanstack/react-query";
import { vitals, type Session } from "../../../../schema/wire.gen.ts";
import { sessionsQuery } from "../api/queries.ts";
import { toCsv } from "../export/csv.ts";
import { Exports } from "../export/Exports.tsx";
import { formatCounted } from "../format/number.ts";
import { useProject } from "../frame/project.ts";
import { ScreenHeading } from "../frame/ScreenHeading.tsx";
import { ScreenLink } from "../frame/ScreenLink.tsx";
import { Answer } from "../ui/Answer.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { describeSpan } from "../view/describe.ts";
import { useView } from "../view/useView.ts";
import styles from "./SessionsScreen.module.css";
import { SessionsTable } from "./SessionsTable.tsx";

/** How many sessions are listed. */
const most = 200;

/** The sessions that were seen last, each leading to its journey. */
export function SessionsScreen() {
  const { projectKey } = useProject();
  const [view] = useView();
  const query = useQuery(sessionsQuery(projectKey, view, most));
  const sessions = query.data?.sessions ?? [];
  return (
    <div className={styles.screen}>
      <ScreenHeading title="Sessions">
        <span className={styles.span}>{describeSpan(view)}</span>
      </ScreenHeading>
      <Panel
        className={styles.sessions}
        title={
          query.data === undefined
            ? "Latest sessions"
            : query.data.more
              ? `The latest ${most} sessions`
              : formatCounted(sessions.length, "session")
        }
        note="Vitals are the worst of each session. A session is one visit in one tab; nothing in it names a person."
        controls={<Exports title="Sessions" csv={() => sessionsCsv(sessions)} />}
      >
        <Answer
          query={query}
          loading={<SkeletonRows rows={14} label="Loading the sessions" />}
          isEmpty={(list) => list.sessions.length === 0}
          empty={
            <>
              No sessions in this range. Widen the range, take filters away, or open one of your pages. The{" "}
              <ScreenLink to="/">overview</ScreenLink> of a new project shows the script that has to be on them.
            </>
          }
        >
          {(list) => <SessionsTable sessions={list.sessions} />}
        </Answer>
      </Panel>
    </div>
  );
}

function sessionsCsv(sessions: readonly Session[]): string {
  return toCsv<Session>(
    [
      { title: "session_id", value: (session) => session.session_id },
      { title: "started", value: (session) => session.started },
      { title: "last_seen", value: (session) => session.last_seen },
      { title: "page_views", value: (session) => session.views },
      { title: "errors", value: (session) => session.errors },
      { title: "entry_path", value: (session) => session.entry_path },
      { title: "website", value: (session) => session.website },
      { title: "device", value: (session) => session.device_type },
      { title: "browser", value: (session) => session.browser },
      { title: "os", value: (session) => session.os },
      { title: "country", value: (session) => session.country },
      { title: "rating", value: (session) => session.rating },
      ...vitals.map(({ column }) => ({ title: `${column}_worst`, value: (session: Session) => session[column] })),
    ],
    sessions,
  );
}
