// Starts the real binary on free ports and a directory of its own, and stops it.
import { execFile, spawn } from "node:child_process";
import { access, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const binary = process.env.PACELINE_BIN ?? fileURLToPath(new URL("../../bin/paceline", import.meta.url));

/** A free port of the loopback address. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Runs `paceline COMMAND` with every address on a free port and resolves when it says that it is ready.
 * The answer's urls are {ingest, query, dashboard, ops, shop}; addProject() adds one while the server runs; stop() ends it and removes its data.
 */
export async function startPaceline(command, flags = []) {
  const data = await mkdtemp(join(tmpdir(), "paceline-e2e-"));
  const names = ["ingest", "query", "dashboard", "live", "ops", ...(command === "demo" ? ["shop"] : [])];
  const urls = {};
  const addresses = [];
  for (const name of names) {
    const address = `127.0.0.1:${await freePort()}`;
    urls[name] = `http://${address}`;
    addresses.push(`--${name}-addr=${address}`);
  }
  const child = spawn(binary, [command, `--data=${data}`, "--log-level=info", ...addresses, ...flags], {
    stdio: ["ignore", 2, "pipe"], // what it greets people with is not for our own output
  });
  const log = [];
  await new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      log.push(line);
      if (line.includes('"msg":"ready"')) resolve();
    });
    child.once("exit", (code) => reject(new Error(`paceline ${command} ended with ${code}:\n${log.join("\n")}`)));
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  return {
    urls,
    data,
    log,
    async addProject(projectKey, origin, flags = []) {
      const { stdout } = await promisify(execFile)(binary, [
        "project",
        "add",
        projectKey,
        `--origin=${origin}`,
        `--data=${data}`,
        "--json",
        ...flags,
      ]);
      await eventually("the server knows the project", async () =>
        (await getJSON(`${urls.query}/api/projects`)).some((p) => p.projectKey === projectKey),
      );
      return JSON.parse(stdout);
    },
    async stop() {
      child.kill("SIGTERM");
      const code = await exited;
      await rm(data, { recursive: true, force: true });
      return code;
    },
  };
}

/** Waits until all of a demo's history can be seen; a page view a few minutes apart goes on coming. */
export async function historyTold({ data, urls }) {
  await eventually("the history is told", () => access(join(data, "demo-history-until")).then(() => true), 120_000);
  const there = async () => {
    const ledger = await getJSON(`${urls.query}/api/projects/demo/ledger`);
    return ledger.visible > 1000 && ledger.queued === 0;
  };
  await eventually("the history is there", there, 120_000);
}

/** Asks until `check` returns something true, and returns that; fails after the deadline with what was seen last. */
export async function eventually(what, check, deadline = 30_000) {
  const end = Date.now() + deadline;
  let last;
  while (Date.now() < end) {
    try {
      last = await check();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(
    `${what}: not within ${deadline} ms; last: ${last instanceof Error ? last.stack : JSON.stringify(last)}`,
  );
}

/** GETs JSON past every cache. */
export async function getJSON(url) {
  const response = await fetch(url, { headers: { "cache-control": "no-cache" } });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}
