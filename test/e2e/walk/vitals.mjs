import { values } from "../browse.mjs";

export const vitalNames = ["LCP", "INP", "CLS", "FCP", "TTFB", "FID"];

const percentiles = ["p50", "p75", "p90", "p95", "p99"];

/** The screen of each vital. */
export const vitals = vitalNames.map((name) => ({
  title: `Vital ${name}`,
  path: () => `/vitals/${name.toLowerCase()}`,
  async numbers(page, ask) {
    const metric = name.toLowerCase();
    const summary = (await ask("metrics/summary"))[metric];
    const distribution = await ask("metrics/distribution", { metric });
    const shown = percentiles.map((percentile) => summary[percentile]).filter((value) => value !== null);
    return [
      ["the figure", await values(page, `[data-figure=${name}] data`), summary.p75 === null ? [] : [summary.p75]],
      ["the percentiles", await values(page, "dl:has(dt:text-is('p50')) data"), shown],
      ["the distribution's p75", [distribution.p75], [summary.p75]],
      [
        "the bars",
        await page.locator("figure rect[data-bin]").evaluateAll((bars) => bars.map((bar) => Number(bar.dataset.bin))),
        distribution.bins.map((bin) => bin.from),
      ],
    ];
  },
}));
