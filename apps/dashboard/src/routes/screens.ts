import { overviewRoute } from "./overview.ts";
import { vitalRoute, vitalsRoute } from "./vital.ts";

/** Every screen, a file each, in the order of their places in the navigation. */
export const screens = [overviewRoute, vitalsRoute, vitalRoute] as const;
