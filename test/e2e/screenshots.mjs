// Takes the pictures one should look at: every screen (walk/screens.mjs) with every kind of data (walk/datasets.mjs), on a
// phone, a laptop and a wide screen, light and dark, and the shop. `npm run screenshots --workspace test/e2e -- DIR [WORD]`
// takes only those whose name has the word; the README's picture is overview-demo-1280-light.png.
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { open, settled } from "./browse.mjs";
import { launch } from "./chromium.mjs";
import { getJSON, historyTold, startPaceline } from "./paceline.mjs";
import { datasets } from "./walk/datasets.mjs";
import { screens } from "./walk/screens.mjs";

const directory = resolve(process.argv[2] ?? "screenshots");
const word = process.argv[3] ?? "";
const sizes = [
  { width: 390, height: 844 },
  { width: 1280, height: 900 },
  { width: 1920, height: 1080 },
];

await mkdir(directory, { recursive: true });
const [paceline, browser] = await Promise.all([startPaceline("demo"), launch()]);

/** Takes the picture of an address as it first shows; on a phone of all of it. */
async function take(name, address, viewport, colorScheme) {
  if (!name.includes(word)) return;
  const { page, close } = await open(browser, address, { viewport, colorScheme });
  await settled(page);
  await page.screenshot({ path: join(directory, `${name}.png`), fullPage: viewport.width === 390 });
  await close();
}

try {
  await historyTold(paceline);
  for (const { prepare, project, view } of datasets) {
    await prepare(paceline);
    const ask = (path, params) =>
      getJSON(`${paceline.urls.query}/api/projects/${project}/${path}?${new URLSearchParams({ ...view, ...params })}`);
    for (const screen of screens) {
      const path = await screen.path(ask);
      const address = `${paceline.urls.dashboard}${path}?${new URLSearchParams({ project, ...view })}`;
      const name = `${screen.title.toLowerCase().replaceAll(" ", "-")}-${project}`;
      for (const viewport of sizes)
        for (const theme of ["light", "dark"])
          await take(`${name}-${viewport.width}-${theme}`, address, viewport, theme);
    }
  }
  await take("shop", paceline.urls.shop, sizes[1], "light");
  await take("api-docs", `${paceline.urls.query}/docs`, sizes[1], "light");
} finally {
  await browser.close();
  await paceline.stop();
}
console.log(`pictures are in ${directory}`);
