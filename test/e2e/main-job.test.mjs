// The main job: a visitor's page loads and clicks in a real browser become true numbers in the query API and on
// the dashboard.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch } from "./chromium.mjs";
import { eventually, freePort, getJSON, startPaceline } from "./paceline.mjs";
import { startRecorder, viewsOf } from "./recorder.mjs";

const vitals = JSON.parse(await readFile(new URL("../../schema/vitals.json", import.meta.url), "utf8"));

let paceline, recorder, browser;

before(async () => {
  const port = await freePort();
  paceline = await startPaceline("demo", [`--public-url=http://127.0.0.1:${port}`, "--history-days=1"]);
  recorder = await startRecorder(port, paceline.urls.ingest);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await recorder?.stop();
  assert.equal(await paceline?.stop(), 0, "an orderly end");
});

const api = (path) => getJSON(`${paceline.urls.query}/api/projects/demo${path}`);
const realViews = async () => (await api("/views?range=1h&limit=100&filter=website!:demo-data.example")).reverse();

test("three page loads and clicks are in the query API and on the dashboard, as the SDK reported them", async () => {
  await visitShop();
  const { shown, expected } = await eventually("all reports are visible", async () => {
    const shown = await realViews();
    const expected = viewsOf(recorder.beacons()); // the last beacon may come late
    return shown.length === 3 && shown.every((v) => matches(v, expected)) && { shown, expected };
  });
  assert.equal(expected.size, 3, "page views reported");
  for (const view of shown) {
    const reported = expected.get(view.view_id);
    for (const [name, event] of reported.vitals)
      assert.equal(view[name.toLowerCase()], event.value, `${name} of ${view.path}`);
    assert.deepEqual(view.attribution, attributionOf(reported), `what explains the vitals of ${view.path}`);
    assert.deepEqual([view.device_type, view.browser, view.os], ["desktop", "Chrome", "Linux"], "as client hints say");
  }
  assert.ok(
    shown.some(({ attribution }) => attribution?.INP?.interactionTarget && attribution.LCP?.target),
    "elements are told",
  );
  const names = [...expected.values()].flatMap((v) => [...v.vitals.keys()]);
  for (const { name } of vitals) assert.ok(names.includes(name), `${name} was measured`);
  assert.ok(
    shown.some((v) => v.path === "/product/*"),
    "product pages are grouped",
  );

  const errors = await api("/errors?range=1h");
  const messages = [...expected.values()].flatMap((v) => v.errors);
  assert.ok(messages.length > 0, "an error was reported");
  for (const message of messages)
    assert.ok(
      errors.some((e) => e.message === message),
      `the error list has ${message}`,
    );

  const ledger = await eventually("nothing is queued", async () => {
    const now = await api("/ledger");
    return now.queued === 0 && now;
  });
  assert.equal(ledger.difference, 0);
  await dashboardShows(shown, messages);
});

/** By vital, what the SDK said of it beside its value. */
function attributionOf({ vitals }) {
  const said = [...vitals.values()].filter(({ attribution }) => attribution);
  return Object.fromEntries(said.map(({ name, attribution }) => [name, attribution]));
}

/** Looks at three pages, clicks, throws an error, and leaves, as a visitor would. */
async function visitShop() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await lookAt(page, "/");
  await reported("LCP's candidate and the first page view", (views) => views.size === 1);
  await lookAt(page, "/product/3");
  await reported("the second page view", (views) => views.size === 2);
  await page.click("[data-add]");
  await painted(page);
  await lookAt(page, "/cart");
  await reported("INP of the page that was left", (views) => [...views.values()].some((v) => v.vitals.has("INP")));
  await page.click("[data-throw]");
  await reported("the error", (views) => [...views.values()].some((v) => v.errors.length > 0));
  await page.goto("about:blank");
  await reported(
    "CLS of every page",
    (views) => views.size === 3 && [...views.values()].every((v) => v.vitals.has("CLS") && v.vitals.has("LCP")),
  );
  await context.close();
}

/** Opens a page and waits until it has been painted: one that is left before has no LCP. */
async function lookAt(page, path) {
  await page.goto(paceline.urls.shop + path, { waitUntil: "load" });
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        new PerformanceObserver(() => resolve()).observe({ type: "largest-contentful-paint", buffered: true });
      }),
  );
}

/** Waits until the browser has told the page of its interaction: one that navigates before its next paint has no INP. */
function painted(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const observer = new PerformanceObserver((list) => {
          if (list.getEntries().some((entry) => entry.interactionId > 0)) resolve();
        });
        observer.observe({ type: "event", buffered: true, durationThreshold: 16 });
      }),
  );
}

const reported = (what, check) => eventually(what, () => check(viewsOf(recorder.beacons())));

function matches(view, expected) {
  const reported = expected.get(view.view_id);
  return reported && [...reported.vitals].every(([name, event]) => view[name.toLowerCase()] === event.value);
}

/** The dashboard lists the views and the error, and says nothing to the console. */
async function dashboardShows(views, messages) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(`${paceline.urls.dashboard}/?project=demo&range=1h`);
  for (const path of new Set(views.map((v) => v.path))) await page.getByText(path, { exact: true }).first().waitFor();
  for (const message of messages) await page.getByText(message).first().waitFor();
  assert.deepEqual(complaints, []);
  await page.close();
}
