// Two live servers in processes of their own, connected by Redis with the process that has the worker: a client on
// either is told of everything, once, and Redis may go and come.
import assert from "node:assert/strict";
import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect as dial } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { io } from "socket.io-client";
import { binary, eventually, freePort, startPaceline } from "./paceline.mjs";

const missing = spawnSync("redis-server", ["--version"]).error && "redis-server is not installed";
if (missing) console.error(`skipped: two live servers: ${missing}`);
const options = { timeout: 240_000, skip: missing };

let redis, main, others;
let apiKey = "";

before(async () => {
  if (missing) return;
  redis = await startRedis();
  main = await startPaceline("serve", [`--pubsub=${redis.url}`]);
  ({ apiKey } = await main.addProject("shop", "https://example.com"));
  const shared = [
    "--target=live",
    `--pubsub=${redis.url}`,
    `--control=sqlite:${join(main.data, "control.db")}`,
    `--secret-file=${join(main.data, "secret")}`,
  ];
  others = await Promise.all([startPaceline("serve", shared), startPaceline("serve", shared)]);
});

after(async () => {
  for (const process of [...(others ?? []), main]) if (process) assert.equal(await process.stop(), 0, "an orderly end");
  await redis?.remove();
});

/** A redis-server on a free port, with its files in a directory of its own. */
async function startRedis() {
  const dir = await mkdtemp(join(tmpdir(), "paceline-redis-"));
  const port = await freePort();
  let child;
  const server = {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      child = spawn("redis-server", ["--port", port, "--bind", "127.0.0.1", "--dir", dir, "--save", ""], {
        stdio: "ignore",
      });
      await eventually("Redis listens", async () => {
        const socket = dial(port, "127.0.0.1");
        await once(socket, "connect");
        socket.destroy();
        return true;
      });
    },
    async stop() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
    async remove() {
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

async function connect(t, url) {
  const { stdout } = await promisify(execFile)(binary, ["token", "shop", "--for=live", `--data=${main.data}`]);
  const socket = io(url, { auth: { token: stdout.trim() }, forceNew: true });
  t.after(() => socket.disconnect());
  const metrics = [];
  socket.on("metrics", (told) => metrics.push(told));
  await once(socket, "connected");
  await eventually("the last minute", () => metrics.length > 0);
  return { socket, metrics, since: (count) => metrics.slice(count).filter((told) => !told.catchUp) };
}

let sent = 0;
async function load() {
  const view = `v${++sent}`;
  const event = { type: "page_view", name: "page_view", ts: Date.now(), page: "https://example.com/", sessionId: view };
  const response = await fetch(`${main.urls.ingest}/v1/ingest?key=${apiKey}`, {
    method: "POST",
    body: JSON.stringify({ projectKey: "shop", events: [{ ...event, viewId: view }] }),
  });
  assert.equal(response.status, 202);
  return view;
}

const total = (told) => told.reduce((sum, { views }) => sum + views, 0);
const shown = (told) => told.flatMap(({ latest }) => latest.map(({ viewId }) => viewId));

test("a client on either live server is told of everything, once", options, async (t) => {
  const clients = await Promise.all([...others, main].map(({ urls }) => connect(t, urls.live)));
  const loads = 40;
  const views = [];
  for (let n = 0; n < loads; n++) views.push(await load());
  for (const client of clients) {
    await eventually("all page views are told", () => total(client.since(0)) >= loads);
    assert.equal(total(client.since(0)), loads, "each page view is counted once");
  }
  const last = views.slice(-20);
  for (const client of clients)
    assert.deepEqual(
      last.filter((view) => !shown(client.metrics).includes(view)),
      [],
    );
});

test("Redis goes and comes: clients stay, and are told of what is committed afterwards", options, async (t) => {
  const clients = await Promise.all(others.map(({ urls }) => connect(t, urls.live)));
  await redis.stop();
  const meanwhile = await load(); // it is accepted and written: only the telling is lost
  await eventually("it is in the store", async () => {
    const response = await fetch(`${main.urls.query}/api/projects/shop/views?range=1h&limit=5`);
    return (await response.json()).some((view) => view.view_id === meanwhile);
  });
  await eventually("a live server that cannot be told anything says so", async () => {
    const { live } = await (await fetch(`${others[0].urls.ops}/ready`)).json();
    return live !== "ok";
  });
  await redis.start();
  const afterwards = [];
  for (const client of clients) {
    await eventually("a page view is told again", async () => {
      afterwards.push(await load());
      return shown(client.metrics).some((view) => afterwards.includes(view));
    });
    assert.ok(client.socket.connected);
  }
});
