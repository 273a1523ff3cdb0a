import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "./root.ts";

export const sessionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sessions",
  staticData: {
    title: "Sessions",
    navigation: { place: 50, icon: "M4 4.5h.01M4 10h.01M4 15.5h.01M8 4.5h9M8 10h9M8 15.5h9" },
  },
  component: lazyRouteComponent(() => import("../sessions/SessionsScreen.tsx"), "SessionsScreen"),
});

export const sessionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sessions/$sessionId",
  staticData: { title: "Session" },
  component: lazyRouteComponent(() => import("../sessions/SessionScreen.tsx"), "SessionScreen"),
});
