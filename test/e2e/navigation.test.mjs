// Finding one's way in the dashboard: screens, filters and times in the URL, the keyboard, and what can be taken away.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import * as browse from "./browse.mjs";
import { launch } from "./chromium.mjs";
import { eventually, getJSON, historyTold, startPaceline } from "./paceline.mjs";

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
const api = (path) => getJSON(`${paceline.urls.query}/api/projects/demo/${path}`);

async function open(t, path) {
  const { page, complaints, close } = await browse.open(browser, paceline.urls.dashboard + path);
  t.after(close);
  await browse.settled(page);
  t.after(() => assert.deepEqual(complaints, []));
  return page;
}

const searchOf = (page) => new URL(page.url()).searchParams;

test("a navigation names the screen in title, heading and focus, and keeps the view", options, async (t) => {
  const page = await open(t, "/?project=demo&range=30d&filter=device:mobile");
  const screens = page.getByRole("navigation", { name: "Screens" });
  await screens.getByRole("link", { name: "Pages" }).click();
  await page.waitForURL("**/pages?*");
  const heading = page.getByRole("heading", { level: 1, name: "Pages" });
  await eventually("the focus is on the heading", () => heading.evaluate((h) => h === document.activeElement));
  assert.equal(await page.title(), "Pages · demo · Paceline");
  assert.deepEqual(await screens.locator("[aria-current=page]").evaluateAll((links) => links.map((a) => a.pathname)), [
    "/pages",
  ]);
  assert.deepEqual([searchOf(page).get("range"), searchOf(page).get("filter")], ["30d", "device:mobile"]);
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
});

test("the keyboard skips to the numbers and reaches every screen", options, async (t) => {
  const page = await open(t, "/?project=demo");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the numbers");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "Vitals" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /^LCP/ }).waitFor();
  assert.match(page.url(), /\/vitals\/lcp\?/);
});

test("a filter is chosen from the values there are, is in the URL, and holds for all numbers", options, async (t) => {
  const page = await open(t, "/?project=demo&range=30d");
  // Meanwhile a visitor may come, or the oldest be a month ago.
  const shows = (filter, what) =>
    eventually(what, async () => {
      const { totalSamples } = await api(`metrics/summary?range=30d${filter}`);
      return (await totalOf(page)) === totalSamples && totalSamples;
    });
  const all = await shows("", "the total is that of all");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByLabel("Filter by").selectOption("device");
  await page.getByRole("dialog").getByRole("button", { name: "Mobile" }).click();
  const mobile = await shows("&filter=device:mobile", "the total is that of the filter");
  assert.ok(mobile < all, `${mobile} of ${all}`);
  assert.equal(searchOf(page).get("filter"), "device:mobile");

  await page.reload();
  await shows("&filter=device:mobile", "it holds after a reload");
  await page.getByRole("button", { name: "Remove the filter Device is Mobile" }).click();
  await shows("", "it goes");
  await page.goBack();
  await shows("&filter=device:mobile", "and comes back");
});

test("a row of a breakdown becomes a filter", options, async (t) => {
  const page = await open(t, "/vitals/lcp?project=demo&range=30d&dimension=browser");
  await page.getByRole("button", { name: "Filter by Chrome" }).click();
  await eventually("the URL has it", () => searchOf(page).get("filter") === "browser:Chrome");
  await eventually("the figure is that of the filter", async () => {
    const { lcp } = await api("metrics/summary?range=30d&filter=browser:Chrome");
    return page.locator(`[data-figure=LCP] data[value="${lcp.p75}"]`).isVisible();
  });
});

test("a custom time is in the URL as it is, and shows the same to whoever opens it", options, async (t) => {
  const page = await open(t, "/?project=demo");
  await page.getByRole("button", { name: "Custom time" }).click();
  await page.getByLabel("From", { exact: true }).fill("2026-01-02T10:00");
  await page.getByLabel("To", { exact: true }).fill("2026-01-01T10:00");
  await page.getByRole("button", { name: "Show this time" }).click();
  await page.getByText("The end has to come after the beginning").waitFor();

  const day = 86_400_000;
  const [from, to] = await page.evaluate(
    (ms) => [5, 2].map((days) => new Date(Date.now() - days * ms).toLocaleString("sv").slice(0, 16).replace(" ", "T")),
    day,
  );
  await page.getByLabel("From", { exact: true }).fill(from);
  await page.getByLabel("To", { exact: true }).fill(to);
  await page.getByRole("button", { name: "Show this time" }).click();
  await eventually("the URL has it", () => searchOf(page).has("from") && searchOf(page).has("to"));
  const [start, end] = [searchOf(page).get("from"), searchOf(page).get("to")];
  assert.equal(Date.parse(end) - Date.parse(start), 3 * day);
  const summary = await api(`metrics/summary?from=${start}&to=${end}`);
  await page.reload();
  await eventually("the total is that of the time", async () => (await totalOf(page)) === summary.totalSamples);
});

test("what a link says wrongly is left out, and the rest is shown", options, async (t) => {
  const page = await open(
    t,
    "/vitals/nonsense?project=demo&range=99y&filter=colour:red&from=yesterday&percentile=p100",
  );
  await page.getByRole("heading", { level: 1, name: /^LCP/ }).waitFor();
  assert.equal(await page.getByRole("alert").count(), 0);
  assert.equal(await page.getByLabel("Range", { exact: true }).inputValue(), "24h");
});

test("tables come as CSV and charts as PNG", options, async (t) => {
  const page = await open(t, "/vitals/lcp?project=demo&range=7d");
  const take = async (name) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name, exact: true }).click(),
    ]);
    return [download.suggestedFilename(), await readFile(await download.path())];
  };
  const [name, table] = await take("Export LCP by device as CSV");
  const rows = await api("breakdown/device?range=7d");
  assert.equal(name, "demo_lcp-by-device.csv");
  assert.equal(table.toString().trim().split("\r\n").length, rows.length + 1);
  for (const chart of ["LCP distribution", "LCP over time"]) {
    const [, picture] = await take(`Export ${chart} as PNG`);
    assert.equal(picture.subarray(1, 4).toString(), "PNG");
    assert.ok(picture.length > 5_000, `${chart}: ${picture.length} bytes`);
  }
});

/** The page views that the overview says there are. */
async function totalOf(page) {
  const total = await page.locator("main dl").first().locator("data").first().getAttribute("value");
  return Number(total);
}
