import { useQuery } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { Fragment, useEffect } from "react";
import { projectsQuery } from "../api/queries.ts";
import { Header } from "../header/Header.tsx";
import { NoProjects } from "../onboarding/NoProjects.tsx";
import { AnswerNotice, Notice } from "../ui/Notice.tsx";
import { useView } from "../view/useView.ts";
import { useArrival } from "./arrival.ts";
import styles from "./Frame.module.css";
import { Navigation } from "./Navigation.tsx";
import { ScreenHeading } from "./ScreenHeading.tsx";
import { ShownProject } from "./project.ts";

/** What stands around every screen: finds out which projects there are, and which of them to show. */
export function Frame() {
  const [view, change] = useView();
  const projects = useQuery(projectsQuery());
  const first = projects.data?.[0]?.projectKey;
  const project = projects.data?.find(({ projectKey }) => projectKey === (view.project ?? first));
  useArrival(project?.projectKey);

  // The link is made whole, so that it shows the same project to whoever gets it.
  useEffect(() => {
    if (view.project === undefined && first !== undefined) change({ project: first, search: view.search });
  }, [view.project, view.search, first, change]);

  return (
    <div className={styles.frame}>
      <Header projects={projects.data ?? []} current={project?.projectKey} view={view} onChange={change} />
      <Navigation view={view} />
      <main className={styles.main} id="main" tabIndex={-1} aria-busy={projects.isPending}>
        {projects.data === undefined ? (
          projects.isError && <AnswerNotice error={projects.error} onRetry={() => void projects.refetch()} />
        ) : projects.data.length === 0 ? (
          <NoProjects />
        ) : project === undefined ? (
          <>
            <ScreenHeading title="No such project" />
            <Notice
              title={`There is no project “${view.project}”.`}
              detail="It may have been removed, or you may not be allowed to see it. Choose another above."
            />
          </>
        ) : (
          // Another project is another page: nothing of the one before stays on it.
          <Fragment key={project.projectKey}>
            <ShownProject value={project}>
              <Outlet />
            </ShownProject>
          </Fragment>
        )}
      </main>
    </div>
  );
}
