import { useProject } from "../frame/project.ts";
import { useView } from "../view/useView.ts";
import { Overview } from "./Overview.tsx";

/** The screen behind "/". */
export function OverviewScreen() {
  const [view, change] = useView();
  return <Overview project={useProject()} view={view} onChange={change} />;
}
