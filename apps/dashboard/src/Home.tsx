import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { projectsQuery } from "./api/queries.ts";
import { Header } from "./header/Header.tsx";
import styles from "./Home.module.css";
import { NoProjects } from "./onboarding/NoProjects.tsx";
import { Overview } from "./overview/Overview.tsx";
import { AnswerNotice, Notice } from "./ui/Notice.tsx";
import { useView } from "./view/useView.ts";

/** The frame of the dashboard: finds out which projects there are, and which of them to show. */
export function Home() {
  const [view, change] = useView();
  const projects = useQuery(projectsQuery());
  const first = projects.data?.[0]?.projectKey;
  const project = projects.data?.find(({ projectKey }) => projectKey === (view.project ?? first));

  // The link is made whole, so that it shows the same project to whoever gets it.
  useEffect(() => {
    if (view.project === undefined && first !== undefined) change({ project: first, search: view.search });
  }, [view.project, view.search, first, change]);

  return (
    <>
      <Header projects={projects.data ?? []} current={project?.projectKey} view={view} onChange={change} />
      <main className={styles.main} id="main" aria-busy={projects.isPending}>
        {projects.data === undefined ? (
          projects.isError && <AnswerNotice error={projects.error} onRetry={() => void projects.refetch()} />
        ) : projects.data.length === 0 ? (
          <NoProjects />
        ) : project === undefined ? (
          <Notice
            title={`There is no project “${view.project}”.`}
            detail="It may have been removed, or you may not be allowed to see it. Choose another above."
          />
        ) : (
          <Overview key={project.projectKey} project={project} view={view} onChange={change} />
        )}
      </main>
    </>
  );
}
