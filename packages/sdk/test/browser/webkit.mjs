// WebKit as GTK has it, by its WebDriver, which speaks HTTP.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { onPath } from "./executable.mjs";
import { drive } from "./webdriver.mjs";

const START_MS = 60_000;

/** Method and path behind the session's, by command. */
const ROUTES = {
  Navigate: ["POST", "/url"],
  ExecuteAsyncScript: ["POST", "/execute/async"],
  PerformActions: ["POST", "/actions"],
  GetWindowHandle: ["GET", "/window"],
  NewWindow: ["POST", "/window/new"],
  SwitchToWindow: ["POST", "/window"],
  CloseWindow: ["DELETE", "/window"],
  MinimizeWindow: ["POST", "/window/minimize"],
  SetWindowRect: ["POST", "/window/rect"],
  DeleteSession: ["DELETE", ""],
};

export const webkitPath = () => onPath("WebKitWebDriver");
/** It has no headless mode: where there is no display, Xvfb has to make one. */
export const displayPath = () => process.env.DISPLAY ?? onPath("Xvfb");

/** Where the windows are drawn: the environment's display, or one of our own that nobody sees. */
async function openDisplay() {
  if (process.env.DISPLAY) return { name: process.env.DISPLAY, close: async () => {} };
  const child = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1000x800x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const ended = once(child, "exit");
  const [number] = await once(child.stdio[3].setEncoding("utf8"), "data");
  return {
    name: `:${number.trim()}`,
    async close() {
      child.kill();
      await ended;
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function send(method, url, parameters) {
  const body = method === "POST" ? JSON.stringify(parameters) : undefined;
  const { value } = await (await fetch(url, { method, body })).json();
  if (value?.error) throw new Error(`${new URL(url).pathname}: ${value.error}: ${value.message}`);
  return value;
}

/** A session, as soon as the driver listens. */
async function newSession(driver) {
  const deadline = Date.now() + START_MS;
  for (;;) {
    try {
      return await send("POST", `${driver}/session`, { capabilities: {} });
    } catch (error) {
      if (!(error instanceof TypeError) || Date.now() > deadline) throw error;
      await delay(100); // nobody listens there yet
    }
  }
}

/** Starts a WebKit with one tab. Its sessions keep nothing. */
export async function startWebKit() {
  const display = await openDisplay();
  const port = await freePort();
  const child = spawn(webkitPath(), [`--port=${port}`, "--host=127.0.0.1"], {
    stdio: "ignore",
    env: { ...process.env, DISPLAY: display.name },
  });
  const ended = once(child, "exit");
  const driver = `http://127.0.0.1:${port}`;
  const { sessionId, capabilities } = await newSession(driver);
  const call = (name, parameters = {}) => {
    const [method, path] = ROUTES[name];
    return send(method, `${driver}/session/${sessionId}${path}`, parameters);
  };
  return {
    name: `WebKit ${capabilities.browserVersion}`,
    tab: drive(call),
    async close() {
      await call("DeleteSession").catch(() => {}); // its last window may be closed already
      child.kill();
      await ended;
      await display.close();
    },
  };
}
