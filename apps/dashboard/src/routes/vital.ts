import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { vitalOf } from "../rating.ts";
import { rootRoute } from "./root.ts";

/** The vitals' common address: leads to the one that was looked at last. */
export const vitalsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/vitals",
  staticData: {
    title: "Vitals",
    navigation: { place: 30, icon: "M3 11h3.5L9 4l3 12 2-5h3" },
  },
  beforeLoad: ({ search }) => {
    throw redirect({ to: "/vitals/$vital", params: { vital: vitalOf(search.vital).column }, search, replace: true });
  },
});

export const vitalRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/vitals/$vital",
  staticData: { title: "Vital" },
  component: lazyRouteComponent(() => import("../vital/VitalScreen.tsx"), "VitalScreen"),
});
