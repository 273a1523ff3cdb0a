// The live screen in a real Chromium: what a visitor does in one browser shows at once in another.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as browse from "./browse.mjs";
import { launch } from "./chromium.mjs";
import { eventually, startPaceline } from "./paceline.mjs";

let paceline, operator, visitor;

before(async () => {
  paceline = await startPaceline("demo", ["--history-days=1"]);
  operator = await launch();
  visitor = await launch();
});

after(async () => {
  await Promise.all([operator?.close(), visitor?.close()]);
  assert.equal(await paceline?.stop(), 0, "an orderly end");
});

const options = { timeout: 180_000 };
const shopName = () => new URL(paceline.urls.shop).host;

/** A text alone would be found in "Not connected", too. */
const connected = (page) =>
  page
    .getByRole("status")
    .getByText(/^Connected/)
    .waitFor({ timeout: 60_000 });

/** Opens the live screen, and waits until it is connected. */
async function openLive(t, path = "/live?project=demo") {
  const opened = await browse.open(operator, paceline.urls.dashboard + path);
  t.after(opened.close);
  await connected(opened.page);
  return opened;
}

/** Looks at a page of the shop as a visitor does, and stays. */
async function look(t, path) {
  const context = await visitor.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(paceline.urls.shop + path, { waitUntil: "load" });
  return page;
}

/** The rows of a panel. */
const rows = (page, panel) => page.getByRole("region", { name: panel }).getByRole("listitem");
const views = (page) => rows(page, "Page views").filter({ hasText: shopName() });
const failures = (page) => rows(page, "JavaScript errors");

test("a page load and an error in one browser appear on the open live screen in another", options, async (t) => {
  const { page, complaints } = await openLive(t);
  const questions = [];
  page.on("request", (request) => questions.push(new URL(request.url()).pathname));

  const shop = await look(t, "/cart");
  await views(page).filter({ hasText: "/cart" }).waitFor();
  await shop.click("[data-throw]");
  await failures(page).first().waitFor();

  assert.deepEqual(
    questions.filter((path) => path.endsWith("/views")),
    [],
    "the page view was told, not asked for",
  );
  const session = await views(page)
    .first()
    .getByRole("link", { name: /^Session of/ })
    .getAttribute("href");
  assert.match(session, /\/sessions\/.+\?project=demo/);
  await failures(page).first().getByRole("link").first().click();
  await page.getByRole("heading", { level: 2, name: "Over time" }).waitFor();
  assert.match(page.url(), /\/errors\/[0-9a-f]{16}\?/);
  assert.deepEqual(complaints, []);
});

test("paused, the screen stands still and says what it misses", options, async (t) => {
  const { page } = await openLive(t);
  await page.getByRole("button", { name: "Pause" }).click();
  const before = await views(page).count();
  await look(t, "/product/1");
  await page.getByText(/^\d+ page views? since$/).waitFor();
  assert.equal(await views(page).count(), before);
  await page.getByRole("button", { name: "Go on" }).click();
  await eventually("what was missed is there", async () => (await views(page).count()) > before);
});

test("without a live server it asks instead, says so, and comes back by itself", options, async (t) => {
  const { page, close } = await browse.open(operator, "about:blank");
  t.after(close);
  const refuse = (route) =>
    route.fulfill({ status: 503, json: { title: "Unavailable", detail: "live updates are not part of this process" } });
  await page.route("**/live/token", refuse);
  await page.goto(`${paceline.urls.dashboard}/live?project=demo`);
  await page.getByRole("status").getByText("Not connected").waitFor();
  await page.getByText("live updates are not part of this process").waitFor();
  await look(t, "/product/2");
  await views(page).filter({ hasText: "/product/*" }).first().waitFor();
  await page.unroute("**/live/token", refuse);
  await connected(page);
});
