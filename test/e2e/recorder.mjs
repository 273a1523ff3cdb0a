// A reverse proxy before ingest that remembers every beacon that was answered with 202: what the browser really
// sent, which the test then holds against what Paceline shows.
import { createServer, request } from "node:http";
import { gunzipSync } from "node:zlib";

/** A beacon's text; large ones come compressed. */
const textOf = (body) => (body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body);

/** Starts the recorder on a port; beacons() are the bodies that got a 202, parsed. */
export async function startRecorder(port, target) {
  const beacons = [];
  const server = createServer((incoming, answer) => {
    const chunks = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.on("end", () => {
      const body = Buffer.concat(chunks);
      const { hostname, port: targetPort } = new URL(target);
      const outgoing = request(
        { hostname, port: targetPort, path: incoming.url, method: incoming.method, headers: incoming.headers },
        (response) => {
          if (response.statusCode === 202 && incoming.url.startsWith("/v1/ingest"))
            beacons.push(JSON.parse(textOf(body)));
          answer.writeHead(response.statusCode, response.headers);
          response.pipe(answer);
        },
      );
      outgoing.on("error", () => answer.writeHead(502).end());
      outgoing.end(body);
    });
  });
  server.listen(port, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return { beacons: () => beacons, stop: () => new Promise((resolve) => server.close(resolve)) };
}

/** The page views the beacons tell of: by view id, the vitals with the greatest ts, and the errors. */
export function viewsOf(beacons) {
  const views = new Map();
  for (const event of beacons.flatMap((beacon) => beacon.events)) {
    const view = views.get(event.viewId) ?? { page: event.page, vitals: new Map(), errors: [] };
    views.set(event.viewId, view);
    if (event.type === "error") view.errors.push(event.data.message);
    if (event.type !== "web_vital") continue;
    const known = view.vitals.get(event.name);
    if (!known || event.ts > known.ts) view.vitals.set(event.name, event);
  }
  return views;
}
