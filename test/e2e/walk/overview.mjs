import { values } from "../browse.mjs";
import { vitalNames } from "./vitals.mjs";

/** The overview: is it fast, for whom is it not, where. An empty project has its onboarding in its place. */
export const overview = {
  title: "Overview",
  path: () => "/",
  async numbers(page, ask) {
    if ((await page.getByText("Put the script on your pages").count()) > 0) return [];
    const summary = await ask("metrics/summary");
    const slow = await ask("pages/slow", { metric: "lcp", limit: 10, percentile: "p75" });
    const breakdown = await ask("breakdown/device");
    return [
      ...(await Promise.all(
        vitalNames.map(async (name) => [
          `${name}'s card`,
          await values(page, `[data-vital=${name}] data`),
          summary[name.toLowerCase()].p75 === null ? [] : [summary[name.toLowerCase()].p75],
        ]),
      )),
      [
        "the totals",
        await values(page, "main dl:first-of-type dd > data"),
        [summary.estimatedViews, summary.sessions, summary.errors],
      ],
      [
        "the slowest pages",
        await values(page, "table:has(caption:text('Slowest pages')) td:nth-child(2)"),
        slow.map((row) => row.metric_p75),
      ],
      [
        "the breakdown",
        await values(page, "table:has(caption:text('Page views by')) td:nth-child(2)"),
        breakdown.map((row) => row.estimated_count),
      ],
    ];
  },
};
