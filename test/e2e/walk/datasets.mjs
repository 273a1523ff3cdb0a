// The projects that every screen is walked with. Each says what it adds to a running demo, and the view to look with.
import { eventually, getJSON } from "../paceline.mjs";
import { big } from "./big.mjs";

const origin = "https://example.com";

/** A week of the demo shop, as it is. */
const week = {
  name: "a week of a normal website",
  project: "demo",
  view: { range: "7d" },
  prepare: async () => undefined,
};

const empty = {
  name: "an empty project",
  project: "empty",
  view: {},
  prepare: async (paceline) => void (await paceline.addProject("empty", origin)),
};

const single = {
  name: "one page view",
  project: "single",
  view: { range: "1h" },
  prepare: (paceline) => sendTo(paceline, "single", viewOf("/home", "session-1", "view-1")),
};

// Texts as an attacker, a careless developer or another script of the world would send them.
const texts = [
  `<img src=x onerror="globalThis.broken=1">`,
  `"><script>globalThis.broken=1</script>`,
  `javascript:globalThis.broken=1`,
  `=HYPERLINK("https://evil.example")`,
  "\u202Egnp.exe\u202C",
  "عربي ١٢٣ עברית",
  "Z̷̡͙a̵l̶g̸o̷ 👩‍👩‍👧‍👦",
  "x".repeat(900),
  "../../../../etc/passwd?a=b#c",
];

const hostile = {
  name: "hostile texts in every field",
  project: "hostile",
  view: { range: "1h" },
  prepare: (paceline) =>
    sendTo(
      paceline,
      "hostile",
      texts.flatMap((text, place) => viewOf(`/${text}`, `session-${place}`, `view-${place}`, text)),
      { release: texts[0], language: "x", dimensions: { plan: texts[1] } },
    ),
};

export const datasets = [week, empty, single, hostile, ...(big ? [big] : [])];

/** A page view with all its vitals, what explains them, and an error. */
function viewOf(page, sessionId, viewId, text = "main>img.hero") {
  const at = Date.now() - 5_000;
  const event = (part) => ({ ts: at, viewStart: at, page: origin + page, sessionId, viewId, ...part });
  const vital = (name, value, attribution) => event({ type: "web_vital", name, value, attribution });
  return [
    event({ type: "page_view", name: "page_view" }),
    vital("LCP", 2345.5, { target: text, url: `${origin}/${text}`, timeToFirstByte: 400, resourceLoadDelay: 100 }),
    vital("INP", 180, { interactionTarget: text, interactionType: "pointer", script: { invoker: text, duration: 90 } }),
    vital("CLS", 0, { sources: [{ target: text, value: 0 }] }),
    vital("FCP", 1200),
    vital("TTFB", 400, { requestDuration: 300 }),
    vital("FID", 4),
    event({ type: "error", name: text.slice(0, 60), data: { message: text, stack: `${text}\n    at ${text}:1:1` } }),
    event({ type: "custom", name: text.slice(0, 60), value: 1, data: { text } }),
  ];
}

async function sendTo(paceline, projectKey, events, context = {}) {
  const { apiKey } = await paceline.addProject(projectKey, origin);
  const response = await fetch(`${paceline.urls.ingest}/v1/ingest`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": apiKey },
    body: JSON.stringify({ projectKey, sentAt: Date.now(), context, events }),
  });
  const said = await response.text();
  if (response.status !== 202 || said.includes("refused")) throw new Error(`${response.status} ${said}`);
  await eventually("the events are visible", async () => {
    const ledger = await getJSON(`${paceline.urls.query}/api/projects/${projectKey}/ledger`);
    return ledger.queued === 0 && ledger.accepted === events.length;
  });
}
