import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "./root.ts";

export const liveRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/live",
  staticData: {
    title: "Live",
    navigation: {
      place: 20,
      icon: "M10 9.2a.8.8 0 1 1 0 1.6.8.8 0 0 1 0-1.6M6.8 13.2a4.5 4.5 0 0 1 0-6.4M13.2 6.8a4.5 4.5 0 0 1 0 6.4M4.3 15.7a8 8 0 0 1 0-11.4M15.7 4.3a8 8 0 0 1 0 11.4",
    },
  },
  component: lazyRouteComponent(() => import("../live/LiveScreen.tsx"), "LiveScreen"),
});
