// What a plain HTTP client can do: the beacon of the documentation, with the key in header and query, plain and
// gzipped, once and again.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { eventually, getJSON, startPaceline } from "./paceline.mjs";

let paceline, key;

before(async () => {
  paceline = await startPaceline("serve");
  ({ apiKey: key } = await paceline.addProject("my-website", "https://example.com"));
});

after(async () => assert.equal(await paceline?.stop(), 0));

const beacon = (session, event) => ({
  projectKey: "my-website",
  sentAt: Date.now(),
  events: [{ ts: Date.now() - 1000, page: "https://example.com/home", sessionId: session, ...event }],
});
const lcp = {
  type: "web_vital",
  name: "LCP",
  value: 2500,
  data: { deviceType: "mobile", browser: "Chrome", country: "US" },
};

async function post(body, { query = true, gzip = false, path = "/v1/ingest" } = {}) {
  const text = JSON.stringify(body);
  return fetch(`${paceline.urls.ingest}${path}${query ? `?key=${key}` : ""}`, {
    method: "POST",
    headers: { "content-type": "text/plain", ...(query ? {} : { "x-api-key": key }) },
    body: gzip ? gzipSync(text) : text,
  });
}

const api = (path) => getJSON(`${paceline.urls.query}/api/projects/my-website${path}`);

/** Posts the same body twice and returns what the API shows after each time, when nothing is queued any more. */
async function twice(body, options, look) {
  const seen = [];
  for (let i = 0; i < 2; i++) {
    const before = (await api("/ledger")).accepted;
    assert.equal((await post(body, options)).status, 202);
    await eventually("taken from the log", async () => {
      const ledger = await api("/ledger");
      return ledger.accepted > before && ledger.queued === 0 && ledger.difference === 0;
    });
    seen.push(await look());
  }
  return seen;
}

/** An error with the sum of its counts: which half-hour each is in may change between two looks. */
const summed = ({ counts, ...error }) => ({ ...error, counts: counts.reduce((sum, count) => sum + count, 0) });

for (const options of [{ query: true }, { query: false }, { query: true, gzip: true }, { query: false, gzip: true }]) {
  test(`a beacon appears and its repeat changes nothing: ${JSON.stringify(options)}`, async () => {
    const session = `s-${JSON.stringify(options)}`;
    const before = await api("/metrics/summary");
    const [once, again] = await twice(beacon(session, lcp), options, () => api("/metrics/summary"));
    assert.equal(once.totalSamples, before.totalSamples + 1);
    assert.equal(once.lcp.p75, 2500);
    assert.deepEqual({ ...again, from: 0, to: 0 }, { ...once, from: 0, to: 0 });
  });
}

test("so does an error event, which is no sample", async () => {
  const before = await api("/metrics/summary");
  const event = { type: "error", name: "TypeError", data: { message: "x is not a function", stack: "at a.js:1" } };
  const [once, again] = await twice(beacon("s-error", event), {}, () => api("/errors"));
  assert.equal(once.find((e) => e.message === "x is not a function").count, 1);
  assert.deepEqual(again.map(summed), once.map(summed));
  assert.equal((await api("/metrics/summary")).totalSamples, before.totalSamples);
});

test("so does a custom event", async () => {
  const [once, again] = await twice(beacon("s-custom", { type: "custom", name: "checkout", value: 3 }), {}, () =>
    api("/events?type=custom"),
  );
  assert.equal(once.filter((e) => e.name === "checkout").length, 1);
  assert.deepEqual(again, once);
});

test("so does an error report", async () => {
  const report = {
    projectKey: "my-website",
    error: { message: "reported" },
    page: "/checkout",
    timestamp: Date.now(),
    sessionId: "s-report",
  };
  const [once, again] = await twice(report, { path: "/v1/errors" }, () => api("/errors"));
  assert.equal(once.find((e) => e.message === "reported").count, 1);
  assert.deepEqual(again.map(summed), once.map(summed));
});

test("a wrong key is refused, and its answer says why", async () => {
  const response = await fetch(`${paceline.urls.ingest}/v1/ingest?key=pl_wrong`, {
    method: "POST",
    body: "{}",
    headers: { "content-type": "text/plain" },
  });
  assert.equal(response.status, 401);
  assert.match(await response.text(), /key/);
});
