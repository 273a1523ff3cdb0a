import { overviewRoute } from "./overview.ts";

/** Every screen, a file each, in the order of their places in the navigation. */
export const screens = [overviewRoute] as const;
