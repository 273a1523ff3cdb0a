import { createContext, useContext } from "react";
import type { Project } from "../../../../schema/wire.gen.ts";

export const ShownProject = createContext<Project | null>(null);

/** The project on screen. Screens are shown for a project only. */
export function useProject(): Project {
  const project = useContext(ShownProject);
  if (project === null) throw new Error("a screen is shown outside of a project");
  return project;
}
