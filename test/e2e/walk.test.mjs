// Walks every screen (walk/screens.mjs) with every kind of data (walk/datasets.mjs) in a real Chromium on the real
// server: no complaint in the console, nothing moves by itself, axe finds nothing in either theme, nothing sticks
// out on a phone, nothing of strangers runs, and every number on the screen is the API's.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, overflow, settled, violations } from "./browse.mjs";
import { launch } from "./chromium.mjs";
import { eventually, getJSON, historyTold, startPaceline } from "./paceline.mjs";
import { datasets } from "./walk/datasets.mjs";
import { screens } from "./walk/screens.mjs";

let paceline, browser;

before(async () => {
  paceline = await startPaceline("demo");
  browser = await launch();
  await historyTold(paceline);
  for (const dataset of datasets) await dataset.prepare(paceline);
});

after(async () => {
  await browser?.close();
  await paceline?.stop();
});

const phone = { width: 390, height: 844 };

for (const dataset of datasets) {
  for (const screen of screens) {
    test(`${screen.title}, with ${dataset.name}`, { timeout: 180_000 }, async (t) => {
      const ask = (path, params = {}) => {
        const search = new URLSearchParams({ ...dataset.view, ...params });
        return getJSON(`${paceline.urls.dashboard}/api/projects/${dataset.project}/${path}?${search}`);
      };
      const path = await screen.path(ask);
      const search = new URLSearchParams({ project: dataset.project, ...dataset.view });
      const { page, complaints, close } = await open(browser, `${paceline.urls.dashboard}${path}?${search}`);
      t.after(close);
      await settled(page);

      const shift = await page.evaluate(() => globalThis.layoutShift);
      assert.ok(shift <= 0.01, `the layout shifted by ${shift}`);
      await eventually(
        "the numbers are the API's",
        async () => {
          for (const [what, shown, expected] of await screen.numbers(page, ask))
            assert.deepEqual(shown, expected, what);
          return true;
        },
        90_000,
      ); // the list of pages is asked for again once a minute
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page), [], colorScheme);
      }
      await page.setViewportSize(phone);
      assert.equal(await overflow(page), 0, "nothing sticks out to the right of a phone");
      assert.equal(await page.evaluate(() => globalThis.broken), undefined, "nothing of strangers has run");
      // The browser itself complains of what is asked for and is not there.
      const absent = (complaint) => screen.mayBeAbsent && /status of 404/.test(complaint);
      assert.deepEqual(
        complaints.filter((complaint) => !absent(complaint)),
        [],
      );
    });
  }
}
