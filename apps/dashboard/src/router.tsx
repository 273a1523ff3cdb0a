import { createRootRoute, createRoute, createRouter, Outlet } from "@tanstack/react-router";
import { Home } from "./Home.tsx";
import { PageFailed, PageNotFound } from "./PageFailed.tsx";
import { parseSearch, stringifySearch } from "./view/searchString.ts";
import { readView, writeView } from "./view/view.ts";

const rootRoute = createRootRoute({ component: Outlet });

const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  validateSearch: readView,
  component: Home,
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([overviewRoute]),
  parseSearch,
  stringifySearch: (search) => stringifySearch(writeView(readView(search))),
  defaultErrorComponent: PageFailed,
  defaultNotFoundComponent: PageNotFound,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
