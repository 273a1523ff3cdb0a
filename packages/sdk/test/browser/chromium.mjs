import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

/** Chromium: the environment's CHROMIUM, or the first of its usual names on PATH. */
function executable() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? "").split(delimiter);
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
    if (found) return found;
  }
  throw new Error("no Chromium: put it on PATH, or its path into the environment variable CHROMIUM");
}

export const launch = () =>
  chromium.launch({
    executablePath: executable(),
    args: ["--no-sandbox", "--disable-background-networking", "--disable-quic", "--no-first-run"],
    // Playwright turns the back-forward cache off; visitors have it on.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
