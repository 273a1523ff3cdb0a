// A real Chromium, quiet: it asks nothing of the network but what the pages ask.
import { execFileSync } from "node:child_process";
import { chromium } from "playwright-core";

function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("which", [name], { encoding: "utf8" }).trim();
    } catch {
      // the next one
    }
  }
  throw new Error("no Chromium found; install it or set CHROMIUM to its path");
}

/** Launches Chromium headless, with the back-forward cache that Playwright turns off by default. */
export function launch() {
  return chromium.launch({
    executablePath: findChromium(),
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
