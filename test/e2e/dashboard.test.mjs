// The dashboard in a real Chromium on the real server: what it shows, what it keeps in the URL, what it refuses to run.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as browse from "./browse.mjs";
import { overflow, violations } from "./browse.mjs";
import { launch } from "./chromium.mjs";
import { eventually, getJSON, historyTold, startPaceline } from "./paceline.mjs";

const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 900 };

let paceline, browser;

before(async () => {
  paceline = await startPaceline("demo");
  browser = await launch();
  await historyTold(paceline);
});

after(async () => {
  await browser?.close();
  await paceline?.stop();
});

const options = { timeout: 180_000 };

for (const colorScheme of ["light", "dark"]) {
  for (const viewport of [phone, desktop]) {
    test(`the overview is accessible, quiet and still: ${colorScheme}, ${viewport.width} px`, options, async (t) => {
      const { page, complaints } = await open(t, "/?project=demo&range=7d", { viewport, colorScheme });
      await settled(page);
      assert.deepEqual(await violations(page), []);
      const shift = await page.evaluate(() => globalThis.layoutShift);
      assert.ok(shift <= 0.02, `the layout shifted by ${shift}`);
      assert.equal(await overflow(page), 0, "nothing sticks out to the right");
      assert.deepEqual(complaints, []);
    });
  }
}

test("every card shows the summary's number", options, async (t) => {
  const { page } = await open(t, "/?project=demo&range=30d");
  for (const percentile of ["p75", "p95"]) {
    await page.getByLabel("Percentile").selectOption(percentile);
    await eventually("the cards are equal to the summary", async () => {
      const summary = await getJSON(`${paceline.urls.dashboard}/api/projects/demo/metrics/summary?range=30d`);
      const shown = await page.$$eval("[data-vital]", (cards) =>
        cards.map((card) => [card.dataset.vital, Number(card.querySelector("data")?.value ?? NaN)]),
      );
      assert.equal(shown.length, 6);
      for (const [vital, value] of shown) assert.equal(value, summary[vital.toLowerCase()][percentile], vital);
      return true;
    });
  }
});

test("range, percentile and vital are kept in the URL and survive a reload", options, async (t) => {
  const { page, complaints } = await open(t, "/?project=demo");
  await page.getByLabel("Range").selectOption("30d");
  await page.getByLabel("Percentile").selectOption("p95");
  await page.locator("[data-vital=INP] button").click();
  const kept = { project: "demo", range: "30d", percentile: "p95", vital: "INP" };
  await eventually("the URL tells the view", () => sameEntries(page.url(), kept));

  await page.reload();
  await settled(page);
  assert.ok(sameEntries(page.url(), kept), page.url());
  assert.equal(await page.getByLabel("Range").inputValue(), "30d");
  assert.equal(await page.getByLabel("Percentile").inputValue(), "p95");
  assert.equal(await page.locator("[data-vital=INP] button").getAttribute("aria-pressed"), "true");
  assert.deepEqual(complaints, []);
});

test("an empty project shows its script tag, and turns into the overview by its first beacon", options, async (t) => {
  const { apiKey } = await paceline.addProject("newcomer", "https://example.com");
  const { page, complaints } = await open(t, "/?project=newcomer");
  const { ingestUrl } = await getJSON(`${paceline.urls.dashboard}/config.json`);
  assert.equal(new URL(ingestUrl).port, new URL(paceline.urls.ingest).port, "the ingest service of this server");
  const tag = page.getByRole("group", { name: "script tag" });
  await tag.waitFor();
  assert.ok((await tag.textContent()).includes(`src="${ingestUrl}/paceline.js"`), await tag.textContent());
  assert.deepEqual(await violations(page), []);

  await send(apiKey, "newcomer", [event("page_view", "page_view"), event("web_vital", "LCP", { value: 1234.5 })]);
  await page.getByText("The first page view has arrived.").waitFor();
  await page.locator('[data-vital="LCP"] data[value="1234.5"]').waitFor();
  assert.deepEqual(complaints, []);
});

test("what strangers send is shown as text and runs nothing", options, async (t) => {
  const { apiKey } = await paceline.addProject("hostile", "https://example.com");
  const attack = (where) => `<img src=x onerror="globalThis.broken='${where}'">`;
  const hostilePage = `/${attack("page")}`;
  await send(
    apiKey,
    "hostile",
    [
      event("page_view", "page_view", { page: hostilePage }),
      event("web_vital", "LCP", { value: 900, page: hostilePage }),
      event("error", "Error", { page: hostilePage, data: { message: attack("message"), stack: attack("stack") } }),
    ],
    { release: attack("release") },
  );
  await eventually("the events are visible", async () => {
    const ledger = await getJSON(`${paceline.urls.query}/api/projects/hostile/ledger`);
    return ledger.visible === 3;
  });
  const { page, complaints } = await open(t, "/?project=hostile&range=1h&dimension=release");
  await settled(page);
  await page.locator("summary", { hasText: attack("message") }).click();
  await page.locator("pre", { hasText: attack("stack") }).waitFor();
  await page.getByRole("cell", { name: attack("release") }).waitFor();
  await page.getByText("onerror", { exact: false }).first().waitFor();
  assert.equal(await page.locator("img").count(), 0);
  assert.equal(await page.evaluate(() => globalThis.broken), undefined);
  assert.equal(await overflow(page), 0, "nothing sticks out to the right");
  assert.deepEqual(complaints, []);
});

test("an outage is told once, and ends at a second try", options, async (t) => {
  const { page } = await open(t, "/?project=demo");
  await settled(page);
  await page.route("**/api/projects/demo/**", (route) => route.abort());
  await page.getByLabel("Range").selectOption("6h");
  const notices = page.getByText("The server could not be reached.");
  // Beside the cards, the panels' own notices come one after another until the summary has failed too.
  await eventually("one notice stands for all", async () => (await page.locator("[data-vital]").count()) === 0);
  assert.equal(await page.locator("main").getByRole("alert").count(), 1);
  assert.equal(await notices.count(), 1);
  await page.unroute("**/api/projects/demo/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator('[data-vital="LCP"] data').waitFor();
  assert.equal(await page.getByRole("alert").count(), 0);
});

/** Opens a page of the dashboard and closes it after the test. */
async function open(t, path, look = { viewport: desktop }) {
  const { page, complaints, close } = await browse.open(browser, paceline.urls.dashboard + path, look);
  t.after(close);
  return { page, complaints };
}

/** Waits until all panels of the overview have their answers and the chart is drawn. */
async function settled(page) {
  await page.locator("[data-vital] data").first().waitFor();
  await browse.settled(page);
}

function sameEntries(url, entries) {
  const params = new URL(url).searchParams;
  return Object.entries(entries).every(([name, value]) => params.get(name) === value);
}

function event(type, name, part = {}) {
  return { type, name, ts: Date.now(), page: "https://example.com/", sessionId: "session", viewId: "view", ...part };
}

async function send(apiKey, projectKey, events, context = {}) {
  const response = await fetch(`${paceline.urls.ingest}/v1/ingest`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": apiKey },
    body: JSON.stringify({ projectKey, sentAt: Date.now(), context, events }),
  });
  assert.equal(response.status, 202, await response.text());
}
