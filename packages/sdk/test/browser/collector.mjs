import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { shopPage } from "./pages.mjs";

/** The build under test: PACELINE_DIST, or this package's own. */
const dist = process.env.PACELINE_DIST
  ? pathToFileURL(join(process.env.PACELINE_DIST, "/"))
  : new URL("../../dist/", import.meta.url);
const webVitals = join(dirname(createRequire(import.meta.url).resolve("web-vitals")), "web-vitals.iife.js");

/** Pages of other origins may send here, as they may to a server; what is not simple they have to ask for first. */
const OPEN = { "access-control-allow-origin": "*" };

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * A shop that carries the built script tag, and the collector of its beacons: resolves when what is waited for came.
 * `page` makes the shop's pages.
 */
export async function startCollector(page = shopPage) {
  const beacons = [];
  const notes = [];
  const pages = [];
  const answers = [];
  const asked = [];
  const waits = new Set();
  const held = [];
  const events = () => beacons.flatMap(({ beacon }) => beacon.events);
  const look = () => {
    for (const check of waits) check();
  };

  async function take(request, response) {
    if (request.method === "OPTIONS") {
      asked.push(request.headers);
      response.writeHead(204, { ...OPEN, "access-control-allow-headers": "*" }).end();
      return;
    }
    const body = await bodyOf(request);
    const gzipped = body[0] === 0x1f && body[1] === 0x8b;
    const { status = 202, headers } = answers.shift() ?? {};
    beacons.push({
      method: request.method,
      url: request.url,
      type: request.headers["content-type"],
      mobile: request.headers["sec-ch-ua-mobile"],
      bytes: body.length,
      gzipped,
      status,
      at: performance.now(),
      beacon: JSON.parse(gzipped ? gunzipSync(body) : body),
    });
    response.writeHead(status, { ...OPEN, "content-type": "application/json", ...headers }).end("{}");
    look();
  }

  const javascript = async (response, file) =>
    response.writeHead(200, { "content-type": "text/javascript" }).end(await readFile(file));

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    if (pathname === "/v1/ingest") {
      await take(request, response);
    } else if (pathname === "/note") {
      notes.push(JSON.parse(await bodyOf(request)));
      response.writeHead(204).end();
      look();
    } else if (pathname === "/wait") {
      held.push(response);
      look();
    } else if (pathname === "/web-vitals.js") {
      await javascript(response, webVitals);
    } else if (/^\/[\w.-]+\.js$/.test(pathname)) {
      await delay(Number(searchParams.get("after")));
      await javascript(response, fileURLToPath(new URL(`.${pathname}`, dist)));
    } else {
      pages.push(pathname);
      await page(pathname, searchParams, response);
      look();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

  /** What `look` finds, as soon as it finds something. Fails by its deadline, naming what did come. */
  function until(what, find, deadline = 60_000) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waits.delete(check);
        const came = events().map(({ type, name, page, value }) => `${type} ${name} ${value ?? ""} ${page}`);
        reject(new Error(`${what} did not come; what came:\n${came.join("\n")}`));
      }, deadline);
      const check = () => {
        const found = find();
        if (!found) return;
        clearTimeout(timer);
        waits.delete(check);
        resolve(found);
      };
      waits.add(check);
      check();
    });
  }

  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    beacons,
    events,
    /** The paths of the pages that were asked for. */
    pages,
    /** What pages told us beside the SDK. */
    notes,
    /** Statuses and headers for the next beacons; 202 without one. */
    answers,
    /** What was asked for before it was sent: CORS preflights. */
    asked,
    until,
    /** The events that match, as soon as there are so many. */
    wait(what, matches, count = 1, deadline = undefined) {
      const find = () => {
        const found = events().filter(matches);
        return found.length >= count && found;
      };
      return until(what, find, deadline);
    },
    /** Lets the pages go that wait for it, once there is one. */
    async release() {
      await until("a page that waits", () => held.length > 0);
      for (const response of held.splice(0)) response.writeHead(204).end();
    },
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
