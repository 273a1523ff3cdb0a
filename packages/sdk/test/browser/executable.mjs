import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where the first of these programs is on PATH. */
export const onPath = (...names) =>
  names
    .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)))
    .find((path) => existsSync(path));

/** Chromium: the environment's CHROMIUM, or the first of its usual names on PATH. */
export function executable() {
  const found = process.env.CHROMIUM ?? onPath("chromium", "chromium-browser", "google-chrome");
  if (!found) throw new Error("no Chromium: put it on PATH, or its path into the environment variable CHROMIUM");
  return found;
}
