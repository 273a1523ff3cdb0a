// Firefox by its own protocol, which carries the commands of WebDriver: nothing in between has to be installed.
// https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { onPath } from "./executable.mjs";
import { drive } from "./webdriver.mjs";

const START_MS = 60_000;

/**
 * The browser chooses a port. It keeps what a visitor's browser has instead of what is usual in tests, and stays silent
 * where a first start would ask or load something.
 */
const PREFERENCES = {
  "marionette.port": 0,
  "remote.prefs.recommended": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.enabled": false,
  "app.update.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.aboutwelcome.enabled": false,
  "browser.startup.page": 0,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,",
  "extensions.getAddons.cache.enabled": false,
};

export const firefoxPath = () => process.env.FIREFOX ?? onPath("firefox-esr", "firefox");

/** The port that the browser chose, once it says so. */
async function portOf(profile, child) {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    const port = await readFile(join(profile, "MarionetteActivePort"), "utf8").catch(() => "");
    if (port) return Number(port);
    if (child.exitCode !== null) throw new Error(`Firefox ended with ${child.exitCode}`);
    await delay(100);
  }
  throw new Error(`Firefox did not listen within ${START_MS} ms`);
}

/** Messages are their length in bytes, a colon, and JSON: [0, id, command, parameters], [1, id, error, result]. */
function commands(socket) {
  const pending = new Map();
  let rest = Buffer.alloc(0);
  let lastId = 0;

  socket.on("data", (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const colon = rest.indexOf(":");
      const end = colon + 1 + Number(rest.subarray(0, Math.max(colon, 0)));
      if (colon < 0 || rest.length < end) return;
      take(JSON.parse(rest.subarray(colon + 1, end)));
      rest = rest.subarray(end);
    }
  });

  function take(message) {
    if (!Array.isArray(message)) return; // the greeting
    const [, id, error, result] = message;
    const { resolve, reject, name } = pending.get(id);
    pending.delete(id);
    if (error) reject(new Error(`${name}: ${error.message}`));
    else resolve(result && "value" in result ? result.value : result);
  }

  return (name, parameters = {}, module = "WebDriver") =>
    new Promise((resolve, reject) => {
      pending.set(++lastId, { resolve, reject, name });
      const text = JSON.stringify([0, lastId, `${module}:${name}`, parameters]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
}

/** Starts a Firefox with a profile of its own and one tab. */
export async function startFirefox() {
  const profile = await mkdtemp(join(tmpdir(), "paceline-firefox-"));
  const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
  await writeFile(join(profile, "user.js"), lines.join("\n"));
  const arguments_ = ["--headless", "--marionette", "--no-remote", "--profile", profile, "about:blank"];
  const child = spawn(firefoxPath(), arguments_, { stdio: "ignore", env: { ...process.env, HOME: profile } });
  const ended = once(child, "exit");
  const socket = connect(await portOf(profile, child), "127.0.0.1");
  const call = commands(socket);
  const { capabilities } = await call("NewSession", {});
  return {
    name: `Firefox ${capabilities.browserVersion}`,
    tab: drive(call),
    async close() {
      await call("Quit", {}, "Marionette").catch(() => child.kill());
      socket.destroy();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
