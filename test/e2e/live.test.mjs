// What a stock socket.io-client sees of the live server: its own project, as soon as it is committed, and nothing else.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { io } from "socket.io-client";
import { binary, eventually, startPaceline } from "./paceline.mjs";

let paceline;
const keys = {};
const opened = new Set();

before(async () => {
  paceline = await startPaceline("serve");
  for (const project of ["mine", "theirs"]) {
    keys[project] = (await paceline.addProject(project, "https://example.com")).apiKey;
  }
});

after(async () => {
  for (const socket of opened) socket.disconnect();
  assert.equal(await paceline?.stop(), 0);
});

const run = promisify(execFile);
const cli = async (...args) => (await run(binary, [...args, `--data=${paceline.data}`])).stdout.trim();
const mint = (project, audience = "live") => cli("token", project, `--for=${audience}`);

/** A client that keeps what it is told. */
function connect(auth, options = {}, url = paceline.urls.live) {
  const socket = io(url, { auth, reconnectionDelay: 10, forceNew: true, ...options });
  const told = [];
  socket.onAny((event, ...args) => told.push({ event, value: args[0] }));
  opened.add(socket);
  return { socket, told, of: (event) => told.filter((t) => t.event === event).map((t) => t.value) };
}

const next = (socket, event) => new Promise((resolve) => socket.once(event, resolve));

let sent = 0;
async function load(project, { path = "/home", error } = {}) {
  sent++;
  const common = { ts: Date.now(), page: `https://example.com${path}`, sessionId: `s${sent}`, viewId: `v${sent}` };
  const events = [{ ...common, type: "web_vital", name: "LCP", value: 1234 + sent, data: { country: "DE" } }];
  if (error) events.push({ ...common, type: "error", name: "TypeError", data: { message: error } });
  const response = await fetch(`${paceline.urls.ingest}/v1/ingest?key=${keys[project]}`, {
    method: "POST",
    body: JSON.stringify({ projectKey: project, events }),
  });
  assert.equal(response.status, 202);
  return common.viewId;
}

const shown = (client) => client.of("metrics").flatMap((m) => m.latest.map((view) => view.viewId));

for (const [name, options] of Object.entries({
  websocket: { transports: ["websocket"] },
  "polling, upgraded": { transports: ["polling", "websocket"] },
  "polling alone": { transports: ["polling"] },
})) {
  test(`by ${name}: connected, the last minute, then what is committed of its own project only`, async () => {
    const client = connect({ token: await mint("mine") }, options);
    const first = await next(client.socket, "connected");
    assert.equal(first.projectKey, "mine");
    assert.ok(Date.parse(first.expiresAt) > Date.now());
    await eventually("the last minute", () => client.of("metrics")[0]?.catchUp === true);
    const foreign = await load("theirs");
    const own = await load("mine");
    await eventually("the own page view", () => shown(client).includes(own));
    assert.ok(!shown(client).includes(foreign), "another project's page view was told");
    const view = client
      .of("metrics")
      .flatMap((m) => m.latest)
      .find((v) => v.viewId === own);
    assert.equal(view.lcp, 1234 + sent);
    assert.equal(view.inp, null);
    assert.equal(view.country, "DE");
    if (name === "polling, upgraded") {
      await eventually("the upgrade", () => client.socket.io.engine.transport.name === "websocket");
      const after = await load("mine");
      await eventually("what came after the upgrade", () => shown(client).includes(after));
    }
    client.socket.disconnect();
  });
}

test("the token may be given in the header, as a tool does", async () => {
  const extraHeaders = { authorization: `Bearer ${await mint("mine")}` };
  const client = connect({}, { transports: ["websocket"], extraHeaders });
  assert.equal((await next(client.socket, "connected")).projectKey, "mine");
  client.socket.disconnect();
});

test("errors are told as they are committed", async () => {
  const client = connect({ token: await mint("mine") });
  await next(client.socket, "connected");
  const error = next(client.socket, "error"); // which may be there before the answer
  await load("mine", { error: "x is not a function" });
  const told = await error;
  assert.equal(told.total, 1);
  assert.match(told.errors[0].message, /x is not a function/);
  client.socket.disconnect();
});

/** A token that says whatever one wants, signed with the server's own secret or another one. */
function forge(payload, { alg = "HS256", secret } = {}) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const body = `${part({ alg, typ: "JWT" })}.${part(payload)}`;
  if (alg === "none") return `${body}.`;
  return `${body}.${createHmac(alg === "HS512" ? "sha512" : "sha256", secret)
    .update(body)
    .digest("base64url")}`;
}

test("other tokens are refused, with the reason", async () => {
  const secret = await readFile(`${paceline.data}/secret`);
  const now = Math.floor(Date.now() / 1000);
  const good = { aud: ["live"], projectKey: "mine", exp: now + 600, iat: now };
  const refused = {
    "no token": [undefined, "token_missing"],
    "no JWT": ["nonsense", "token_invalid"],
    "another audience": [await mint("mine", "query"), "token_invalid"],
    expired: [forge({ ...good, exp: now - 60 }, { secret }), "token_expired"],
    "another secret": [forge(good, { secret: "wrong" }), "token_invalid"],
    "another algorithm": [forge(good, { alg: "HS512", secret }), "token_invalid"],
    "no algorithm": [forge(good, { alg: "none" }), "token_invalid"],
    "no end": [forge({ ...good, exp: undefined }, { secret }), "token_invalid"],
    "good for too long": [forge({ ...good, exp: now + 3600 }, { secret }), "token_invalid"],
    "no such project": [forge({ ...good, projectKey: "nobody" }, { secret }), "project_unknown"],
    "too long to look at": [`${forge(good, { secret })}${"x".repeat(3000)}`, "token_invalid"],
  };
  for (const [name, [token, code]] of Object.entries(refused)) {
    const client = connect({ token });
    const error = await next(client.socket, "connect_error");
    assert.equal(error.data?.code, code, name);
    client.socket.disconnect();
  }
  const client = connect({ token: forge(good, { secret }) });
  assert.equal((await next(client.socket, "connected")).projectKey, "mine", "the forger's own good token is good");
  client.socket.disconnect();
});

test("a room is the token's, whatever the client asks for", async () => {
  const client = connect({ token: await mint("mine"), projectKey: "theirs", room: "project:theirs" });
  assert.equal((await next(client.socket, "connected")).projectKey, "mine");
  client.socket.emit("join", "project:theirs");
  const answer = await client.socket.emitWithAck("renew", { token: await mint("theirs") });
  assert.deepEqual(answer, { ok: false, error: "project_unknown" });
  const foreign = await load("theirs");
  const own = await load("mine");
  await eventually("the own page view", () => shown(client).includes(own));
  assert.ok(!shown(client).includes(foreign));
  client.socket.disconnect();
});

test("a token is renewed in band", async () => {
  const client = connect({ token: await mint("mine") });
  await next(client.socket, "connected");
  const answer = await client.socket.emitWithAck("renew", { token: await mint("mine") });
  assert.equal(answer.ok, true);
  assert.ok(Date.parse(answer.expiresAt) > Date.now());
  assert.deepEqual(await client.socket.emitWithAck("renew", { token: "nonsense" }), {
    ok: false,
    error: "token_invalid",
  });
  client.socket.disconnect();
});

test("a session ends with its token, and goes on with a new one", async () => {
  let life = "5s";
  const auth = async (give) => give({ token: await cli("token", "mine", "--for=live", `--life=${life}`) });
  const client = connect(auth, { transports: ["websocket"] });
  await next(client.socket, "connected");
  life = "15m";
  await next(client.socket, "disconnect");
  await next(client.socket, "connected");
  client.socket.disconnect();
});

for (const [name, misbehave] of Object.entries({
  "a binary packet": (socket) => socket.emit("renew", Buffer.from("abc")),
  "an oversized packet": (socket) => socket.emit("renew", "x".repeat(5000)),
  "too many packets": (socket) => Array.from({ length: 30 }, () => socket.emit("hello")),
})) {
  for (const transports of [["websocket"], ["polling"]]) {
    test(`${name} ends the session, by ${transports[0]}`, async () => {
      const client = connect({ token: await mint("mine") }, { transports, reconnection: false });
      await next(client.socket, "connected");
      misbehave(client.socket);
      await next(client.socket, "disconnect");
    });
  }
}

test("after the connection was lost the client resumes with the last minute", async () => {
  const client = connect({ token: await mint("mine") }, { transports: ["websocket"] });
  await next(client.socket, "connected");
  const engine = client.socket.io.engine;
  const again = next(client.socket, "connected");
  engine.close();
  client.socket.connect();
  const missed = await load("mine");
  await again;
  await eventually("what was committed meanwhile", () => shown(client).includes(missed));
  client.socket.disconnect();
});

test("pages of other origins are not let in", async () => {
  const address = `${paceline.urls.live}/socket.io/?EIO=4&transport=polling`;
  const from = (origin) => fetch(address, { headers: { origin } });
  assert.equal((await from("https://evil.example")).status, 403);
  assert.equal((await from("null")).status, 403);
  assert.equal((await from("http://localhost:3000")).status, 200);
  assert.equal((await fetch(address)).status, 200);
});

test("the dashboard's own origin gives tokens, to its own pages", async () => {
  const ask = (headers, body = { projectKey: "mine" }) =>
    fetch(`${paceline.urls.dashboard}/live/token`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const response = await ask({ origin: paceline.urls.dashboard });
  assert.equal(response.status, 200);
  const { token } = await response.json();
  const client = connect({ token }, {}, paceline.urls.dashboard);
  assert.equal((await next(client.socket, "connected")).projectKey, "mine");
  await eventually("the upgrade through the dashboard", () => client.socket.io.engine.transport.name === "websocket");
  client.socket.disconnect();
  assert.equal((await ask({ origin: "https://evil.example" })).status, 403);
  assert.equal((await ask({ "sec-fetch-site": "cross-site" })).status, 403);
  assert.equal((await ask({}, { projectKey: "nobody" })).status, 404);
  assert.equal((await ask({}, {})).status, 400);
});

test("an unknown session gets the protocol's own answer, so that a client begins anew", async () => {
  const response = await fetch(`${paceline.urls.live}/socket.io/?EIO=4&transport=polling&sid=elsewhere`);
  assert.equal(response.status, 400);
  assert.deepEqual(await response.json(), { code: 1, message: "Session ID unknown" });
});
