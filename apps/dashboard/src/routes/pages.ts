import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "./root.ts";

export const pagesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/pages",
  staticData: {
    title: "Pages",
    navigation: { place: 40, icon: "M5 2.5h7l4 4v11H5zM12 2.5v4h4M8 10.5h5M8 13.5h5" },
  },
  component: lazyRouteComponent(() => import("../pages/PagesScreen.tsx"), "PagesScreen"),
});

export const pageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/pages/$pageId",
  staticData: { title: "Page" },
  component: lazyRouteComponent(() => import("../pages/PageScreen.tsx"), "PageScreen"),
});
