import { createRouter } from "@tanstack/react-router";
import { PageFailed, PageNotFound } from "./frame/PageFailed.tsx";
import { rootRoute } from "./routes/root.ts";
import { screens } from "./routes/screens.ts";
import { parseSearch, stringifySearch } from "./view/searchString.ts";
import { readView, writeView } from "./view/view.ts";

export const router = createRouter({
  routeTree: rootRoute.addChildren(screens),
  parseSearch,
  stringifySearch: (search) => stringifySearch(writeView(readView(search))),
  // A screen's code comes while one is still on the way to its link.
  defaultPreload: "intent",
  scrollRestoration: true,
  defaultErrorComponent: PageFailed,
  defaultNotFoundComponent: PageNotFound,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
