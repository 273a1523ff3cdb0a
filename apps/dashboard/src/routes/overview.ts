import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "./root.ts";

export const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  staticData: {
    title: "Overview",
    navigation: { place: 10, icon: "M3 3h6v6H3zM11 3h6v4h-6zM11 10h6v7h-6zM3 12h6v5H3z" },
  },
  component: lazyRouteComponent(() => import("../overview/OverviewScreen.tsx"), "OverviewScreen"),
});
