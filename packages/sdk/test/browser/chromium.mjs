// The smallest driver of Chromium that the suites need: its DevTools protocol over a pipe. Nothing is attached to a
// tab unless asked for, and no flag is given that a visitor's browser does not have, because both change what is
// tested: automation libraries turn the back-forward cache off, an attached debugger forbids prerendering, and a tab
// that is driven never counts as hidden.
// https://chromedevtools.github.io/devtools-protocol/

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { executable } from "./executable.mjs";
import { attach } from "./tab.mjs";

const FLAGS = [
  "--headless=new",
  "--remote-debugging-pipe",
  "--no-sandbox",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--window-size=1000,700",
];

/** One connection to a browser, shared by all of its tabs. Messages are JSON, each ended by a zero byte. */
function connect(output, input) {
  const pending = new Map();
  const listeners = new Set();
  let lastId = 0;
  let rest = "";

  input.setEncoding("utf8");
  input.on("data", (chunk) => {
    const messages = (rest + chunk).split("\0");
    rest = messages.pop();
    for (const message of messages) take(JSON.parse(message));
  });

  function take({ id, method, params, sessionId, result, error }) {
    if (id === undefined) {
      for (const listener of listeners) listener({ method, params, sessionId });
      return;
    }
    const { resolve, reject, what } = pending.get(id);
    pending.delete(id);
    if (error) reject(new Error(`${what}: ${error.message}`));
    else resolve(result);
  }

  return {
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        pending.set(++lastId, { resolve, reject, what: method });
        output.write(JSON.stringify({ id: lastId, method, params, sessionId }) + "\0");
      }),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Starts a Chromium with a profile of its own. */
export async function startChromium(flags = []) {
  const profile = await mkdtemp(join(tmpdir(), "paceline-chromium-"));
  const child = spawn(executable(), [...FLAGS, ...flags, `--user-data-dir=${profile}`, "about:blank"], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const { send, listen } = connect(child.stdio[3], child.stdio[4]);
  const { product } = await send("Browser.getVersion");

  return {
    product,
    send,
    listen,
    /** A new tab, in front of the others of the one window; nothing is attached to it. */
    async open(url) {
      const { targetId } = await send("Target.createTarget", { url });
      return { targetId, close: () => send("Target.closeTarget", { targetId }) };
    },
    /** A new tab that can be driven. */
    async openTab(url) {
      const { targetId } = await send("Target.createTarget", { url: "about:blank" });
      const tab = await attach({ send, listen }, targetId);
      if (url) await tab.goto(url);
      return tab;
    },
    /** Brings a tab to the front; the one that was there is hidden. */
    show: ({ targetId }) => send("Target.activateTarget", { targetId }),
    async close() {
      await send("Browser.close").catch(() => child.kill());
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
