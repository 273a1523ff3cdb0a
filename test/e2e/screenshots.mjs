// Takes the pictures one should look at: the overview light and dark, on a phone, of an empty project, and the
// shop. `npm run screenshots --workspace test/e2e -- DIR`; the README's picture is overview-light.png.
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { launch } from "./chromium.mjs";
import { eventually, getJSON, startPaceline } from "./paceline.mjs";

const directory = resolve(process.argv[2] ?? "screenshots");
await mkdir(directory, { recursive: true });
const paceline = await startPaceline("demo");
const browser = await launch();

/** Loads a URL, waits until nothing is loading any more, and takes the picture. */
async function take(name, url, { width = 1280, height = 900, colorScheme = "light", fullPage = true } = {}) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.goto(url);
  await page.waitForFunction(() => document.querySelectorAll("[aria-busy=true]").length === 0);
  await page.screenshot({ path: join(directory, `${name}.png`), fullPage });
  await page.close();
}

try {
  await paceline.addProject("empty-project", "https://example.com");
  await eventually("the history is there", async () => {
    const ledger = await getJSON(`${paceline.urls.query}/api/projects/demo/ledger`);
    return ledger.visible > 1000 && ledger.queued === 0;
  });
  const overview = `${paceline.urls.dashboard}/?project=demo&range=7d`;
  await take("overview-light", overview, { fullPage: false });
  await take("overview-light-full", overview);
  await take("overview-dark", overview, { colorScheme: "dark" });
  await take("overview-wide", overview, { width: 1920, height: 1080, fullPage: false });
  await take("overview-phone", overview, { width: 390, height: 844 });
  await take("overview-phone-dark", overview, { width: 390, height: 844, colorScheme: "dark" });
  await take("empty-light", `${paceline.urls.dashboard}/?project=empty-project`, { fullPage: false });
  await take("empty-dark-phone", `${paceline.urls.dashboard}/?project=empty-project`, {
    width: 390,
    height: 844,
    colorScheme: "dark",
  });
  await take("api-docs", `${paceline.urls.query}/docs`, { fullPage: false });
  await take("shop", paceline.urls.shop, { fullPage: false });
} finally {
  await browser.close();
  await paceline.stop();
}
console.log(`pictures are in ${directory}`);
