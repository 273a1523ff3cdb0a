import { createServer } from "node:http";
import { readFile } from "node:fs/promises";

const script = new URL("../../dist/paceline.js", import.meta.url);

const page = (
  title,
) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>${title}</title>
<script async src="/paceline.js" data-project="shop" data-key="pl_test" data-release="42"></script></head>
<body><h1>${title}</h1>
<button id="slow">Slow</button><button id="shift">Shift</button><button id="fail">Fail</button>
<p id="below">Some text below, large enough to be moved about and to be noticed when it is.</p>
<script>
slow.onclick = () => { const end = performance.now() + 120; while (performance.now() < end); };
shift.onclick = () => setTimeout(() => { const bar = document.createElement("div"); bar.style.height = "300px"; document.body.prepend(bar); document.title = "shifted"; }, 700);
fail.onclick = () => { throw new TypeError("no such product"); };
</script></body></html>`;

/** A shop that carries the built script tag, and the collector of its beacons: resolves when what is waited for came. */
export async function startCollector() {
  const beacons = [];
  const waits = new Set();
  const events = () => beacons.flatMap(({ beacon }) => beacon.events);

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname === "/v1/ingest") {
      let body = "";
      for await (const chunk of request) body += chunk;
      beacons.push({
        method: request.method,
        url: request.url,
        type: request.headers["content-type"],
        beacon: JSON.parse(body),
      });
      response.writeHead(202, { "content-type": "application/json" }).end('{"accepted":true}');
      for (const check of waits) check();
    } else if (pathname === "/paceline.js") {
      response.writeHead(200, { "content-type": "text/javascript" }).end(await readFile(script));
    } else {
      response.writeHead(200, { "content-type": "text/html" }).end(page(pathname.slice(1)));
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    beacons,
    events,
    /** The events that match, as soon as there are so many. Fails by its deadline, naming what did come. */
    wait(what, matches, count = 1, deadline = 20_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waits.delete(check);
          const came = events().map(({ type, name, page }) => `${type} ${name} ${page}`);
          reject(new Error(`${what} did not come; what came:\n${came.join("\n")}`));
        }, deadline);
        const check = () => {
          const found = events().filter(matches);
          if (found.length < count) return;
          clearTimeout(timer);
          waits.delete(check);
          resolve(found);
        };
        waits.add(check);
        check();
      });
    },
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
