// Many page views on 10,000 pages, through the front door. WALK_VIEWS says how many; without it this dataset is left
// out, since a million takes minutes.
import { eventually, getJSON } from "../paceline.mjs";

const wanted = Number(process.env.WALK_VIEWS ?? 0);
const pages = Number(process.env.WALK_PAGES ?? 9_990);
const viewsInBeacon = 150;
const atOnce = 8;

export const big = wanted > 0 && {
  name: `${wanted} page views on ${pages} pages`,
  project: "big",
  view: { range: "24h" },
  prepare: async (paceline) => {
    const { apiKey } = await paceline.addProject("big", "https://example.com", ["--rate-limit=1000000"]);
    const beacons = Math.ceil(wanted / viewsInBeacon);
    let next = 0;
    const send = async () => {
      while (next < beacons) await post(paceline, apiKey, next++);
    };
    await Promise.all(Array.from({ length: atOnce }, send));
    await eventually(
      "all page views are visible",
      async () => {
        const ledger = await getJSON(`${paceline.urls.query}/api/projects/big/ledger`);
        return ledger.queued === 0 && ledger.accepted >= 4 * wanted;
      },
      900_000,
    );
  },
};

/** One beacon; what is refused for a moment is sent again when the answer says so. */
async function post(paceline, apiKey, number) {
  const body = JSON.stringify({ projectKey: "big", sentAt: Date.now(), events: eventsOf(number) });
  for (;;) {
    const response = await fetch(`${paceline.urls.ingest}/v1/ingest`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": apiKey },
      body,
    });
    if (response.status === 202) return void (await response.arrayBuffer());
    if (response.status !== 429 && response.status !== 503)
      throw new Error(`${response.status} ${await response.text()}`);
    const seconds = Number(response.headers.get("retry-after") ?? 1);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  }
}

/** Page views that go through the pages one after the other, with values that differ, over the last twenty hours. */
function eventsOf(number) {
  return Array.from({ length: viewsInBeacon }, (_, place) => {
    const view = number * viewsInBeacon + place;
    const ts = Date.now() - 60_000 - ((view * 7_919) % 72_000) * 1_000;
    const event = {
      ts,
      viewStart: ts,
      page: `https://example.com/articles/${words(view % pages)}`,
      sessionId: `session-${number}-${place % 10}`,
      viewId: `view-${view}`,
      data: { deviceType: view % 3 === 0 ? "desktop" : "mobile", browser: view % 2 === 0 ? "Chrome" : "Safari" },
    };
    const vital = (name, value) => ({ ...event, type: "web_vital", name, value });
    return [
      { ...event, type: "page_view", name: "page_view" },
      vital("LCP", 600 + ((view * 37) % 5_000)),
      vital("INP", 20 + ((view * 53) % 700)),
      vital("CLS", ((view * 11) % 400) / 1_000),
    ];
  }).flat();
}

/** A name in letters: what looks like an id would be grouped into one page. */
function words(page) {
  return [...String(page)].map((digit) => "abcdefghij"[Number(digit)]).join("-");
}
