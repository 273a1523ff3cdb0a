import { errorGroupRoute, errorsRoute } from "./errors.ts";
import { healthRoute } from "./health.ts";
import { liveRoute } from "./live.ts";
import { overviewRoute } from "./overview.ts";
import { pageRoute, pagesRoute } from "./pages.ts";
import { sessionRoute, sessionsRoute } from "./sessions.ts";
import { vitalRoute, vitalsRoute } from "./vital.ts";

/** Every screen, a file each, in the order of their places in the navigation. */
// prettier-ignore
export const screens = [
  overviewRoute,
  liveRoute,
  vitalsRoute,
  vitalRoute,
  pagesRoute,
  pageRoute,
  sessionsRoute,
  sessionRoute,
  errorsRoute,
  errorGroupRoute,
  healthRoute,
] as const;
