import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "./root.ts";

export const healthRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/health",
  staticData: {
    title: "Data health",
    navigation: {
      place: 70,
      short: "Health",
      icon: "M10 2.5 17 5v5c0 4-3 6.5-7 7.5-4-1-7-3.5-7-7.5V5zM7 10l2.2 2.2L13 8.2",
    },
  },
  component: lazyRouteComponent(() => import("../health/HealthScreen.tsx"), "HealthScreen"),
});
