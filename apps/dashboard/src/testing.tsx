import { QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
  type AnyRouter,
} from "@tanstack/react-router";
import { configure, render, type RenderResult } from "@testing-library/react";
import type { ReactNode } from "react";
import type { Project } from "../../../schema/wire.gen.ts";
import { newQueryClient } from "./api/queryClient.ts";
import { ShownProject } from "./frame/project.ts";
import { readView } from "./view/view.ts";

// How long a test waits for what it expects to appear: a bound for a busy machine, not a claim of speed.
configure({ asyncUtilTimeout: 20_000 });

const shown: Project = { projectKey: "my-website", demo: false, origins: [] };

/** Renders what stands within the frame: with a project, a view in the address, and links that lead somewhere. */
export async function renderInFrame(content: ReactNode, project = shown): Promise<RenderResult> {
  const root = createRootRoute({ validateSearch: readView });
  const home = createRoute({ getParentRoute: () => root, path: "/", component: () => content });
  const router = createRouter({ routeTree: root.addChildren([home]), history: createMemoryHistory() });
  await router.load();
  return render(
    <QueryClientProvider client={newQueryClient()}>
      <ShownProject value={project}>
        <RouterProvider router={router as AnyRouter} />
      </ShownProject>
    </QueryClientProvider>,
  );
}
