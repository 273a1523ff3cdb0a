import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "./root.ts";

export const errorsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/errors",
  staticData: {
    title: "Errors",
    navigation: { place: 60, icon: "M10 2.5 18.5 17h-17zM10 8v4M10 14.2v.3" },
  },
  component: lazyRouteComponent(() => import("../errors/ErrorsScreen.tsx"), "ErrorsScreen"),
});

export const errorGroupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/errors/$groupId",
  staticData: { title: "Error" },
  component: lazyRouteComponent(() => import("../errors/ErrorScreen.tsx"), "ErrorScreen"),
});
