// Measures how soon a page load is seen: from the start of the navigation in one Chromium until it has been painted on the
// live screen in another, stage by stage, while other beacons come in. `node seen.mjs`, after `make build`; LOADS, RATE
// (beacons per second) and EVERY (ms) are its size. It prints what `paceline bench` prints with --json.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpus, release, totalmem } from "node:os";
import { launch } from "./chromium.mjs";
import { binary, eventually, startPaceline } from "./paceline.mjs";

const loads = Number(process.env.LOADS ?? 200);
const rate = Number(process.env.RATE ?? 2000);
const every = Number(process.env.EVERY ?? 1500); // ms between two page loads: visitors' machines are their own
const bar = 1_000; // ms, for the whole way

const [paceline, operator, visitor] = await Promise.all([
  startPaceline("demo", ["--history-days=1"]),
  launch(),
  launch(),
]);
try {
  const screen = await openLive();
  const load = await startLoad();
  const ways = [];
  for (let n = 0; n < loads; n++) {
    const pause = new Promise((resolve) => setTimeout(resolve, every));
    ways.push(await oneLoad(screen, `/product/${n % 8}`, pause));
    if ((n + 1) % 20 === 0) console.error(`${n + 1} of ${loads} page loads seen`);
  }
  const sent = await load.end();
  console.log(JSON.stringify(reportOf(ways, sent), null, 2));
} finally {
  await Promise.all([operator.close(), visitor.close()]);
  await paceline.stop();
}

/** Opens the live screen, which notes when it is told of which session, and when it has painted it. */
async function openLive() {
  const page = await operator.newPage();
  await page.addInitScript(watch);
  await page.goto(`${paceline.urls.dashboard}/live?project=demo`);
  await page
    .getByRole("status")
    .getByText(/^Connected/)
    .waitFor();
  return page;
}

/** Runs in the dashboard's page, before its own scripts. All times are milliseconds since the epoch. */
function watch() {
  const now = () => performance.timeOrigin + performance.now();
  const told = (globalThis.told = {}); // by session: when, and up to which commit
  const painted = (globalThis.painted = {});
  globalThis.WebSocket = class extends WebSocket {
    constructor(...address) {
      super(...address);
      this.addEventListener("message", ({ data }) => {
        if (typeof data !== "string" || !data.startsWith('42["metrics"')) return;
        const at = now();
        const [, { to, latest }] = JSON.parse(data.slice(2));
        for (const { sessionId } of latest) told[sessionId] ??= { at, committed: Date.parse(to) };
      });
    }
  };
  new MutationObserver(() => {
    for (const link of document.querySelectorAll('a[href*="/sessions/"]')) {
      const session = new URL(link.href).pathname.split("/").at(-1);
      if (session in painted) continue;
      painted[session] = null;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel(); // its task runs after the frame
        port1.onmessage = () => (painted[session] = now());
        port2.postMessage(null);
      });
    }
  }).observe(document, { childList: true, subtree: true });
}

async function startLoad() {
  const { host } = new URL(paceline.urls.ingest);
  const child = spawn(
    binary,
    ["bench", "load", `--data=${paceline.data}`, `--ingest=${host}`, `--rate=${rate}`, "--duration=20m"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  child.stdout.on("data", (text) => (said += text));
  await eventually("the load has begun", async () => {
    const metrics = await (await fetch(`${paceline.urls.ops}/metrics`)).text();
    return Number(/^paceline_ledger_events{term="accepted"} (\S+)$/m.exec(metrics)?.[1] ?? 0) > rate;
  });
  return {
    async end() {
      child.kill("SIGINT");
      await once(child, "exit");
      const [, perSecond] = /, (\d+) a second/.exec(said) ?? [];
      if (perSecond === undefined) throw new Error("the load broke off");
      return Number(perSecond);
    },
  };
}

/** A visitor comes, looks at a page when it is time, and goes when the page view has been seen. */
async function oneLoad(screen, path, time) {
  const context = await visitor.newContext();
  const page = await context.newPage();
  await time;
  const beacon = page.waitForRequest((request) => request.method() === "POST");
  await page.goto(paceline.urls.shop + path);
  const session = JSON.parse((await beacon).postData()).events[0].sessionId;
  const shown = await eventually("the page view is on the screen", () =>
    screen.evaluate(
      (id) => globalThis.painted[id] && { painted: globalThis.painted[id], ...globalThis.told[id] },
      session,
    ),
  );
  const sent = await eventually("the beacon was answered", () =>
    page.evaluate(() => {
      const [first] = performance.getEntriesByType("resource").filter(({ name }) => name.includes("/v1/ingest"));
      const { timeOrigin } = performance;
      const { loadEventStart } = performance.getEntriesByType("navigation")[0];
      return (
        first && {
          began: timeOrigin,
          loaded: timeOrigin + loadEventStart,
          sent: timeOrigin + first.startTime,
          answered: timeOrigin + first.responseEnd,
        }
      );
    }),
  );
  await context.close();
  return { ...sent, committed: shown.committed, told: shown.at, painted: shown.painted };
}

function reportOf(ways, sent) {
  const stage = (name, from, to) =>
    latency(
      name,
      ways.map((way) => way[to] - way[from]),
    );
  const held = (whole) => ({ ...whole, bar: { of: "p99", least: false, limit: bar, met: whole.p99 <= bar } });
  return {
    bench: "seen",
    command: `LOADS=${loads} RATE=${rate} EVERY=${every} node test/e2e/seen.mjs`,
    version: execFileSync(binary, ["version"], { encoding: "utf8" }).trim().split(" ").at(-1),
    date: new Date().toISOString(),
    machine: {
      cpu: cpus()[0].model,
      cores: cpus().length,
      memoryMB: Math.round(totalmem() / 2 ** 20),
      kernel: `Linux ${release()}`,
      go: "",
    },
    notes: [
      `${loads} page loads of the demo shop in one Chromium, each a new visitor, one every ${every / 1000} s, while ${rate.toLocaleString("en-US")} beacons a second come in for 60 other projects; the live screen is open in another Chromium. Both browsers, the load and the server share the processors.`,
    ],
    figures: [{ name: "beacons that were accepted meanwhile", value: sent, unit: "/s" }],
    latencies: [
      stage("start of the navigation to the page's load event", "began", "loaded"),
      stage("load event to the SDK's first beacon", "loaded", "sent"),
      stage("beacon to 202: on disk", "sent", "answered"),
      stage("202 to committed in the store", "answered", "committed"),
      stage("committed to told to the browser", "committed", "told"),
      stage("told to painted", "told", "painted"),
      held(stage("the page's load event to painted on the live screen", "loaded", "painted")),
      held(stage("start of the navigation to painted on the live screen", "began", "painted")),
    ],
  };
}

/** Nearest-rank percentiles. */
function latency(name, times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return { name, n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
