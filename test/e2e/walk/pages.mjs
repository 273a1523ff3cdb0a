import { values } from "../browse.mjs";
import { vitalNames } from "./vitals.mjs";

/** The list of all pages. The rows in the document are the first of the list. */
export const pages = {
  title: "Pages",
  path: () => "/pages",
  async numbers(page, ask) {
    const listed = (await ask("pages", { limit: 10_000 })).sort((a, b) => b.estimated_count - a.estimated_count);
    const counts = await values(page, "tbody td:nth-child(2)");
    return [
      ["page views", counts, listed.slice(0, counts.length).map((row) => row.estimated_count)],
      [
        "LCP",
        (await values(page, "tbody td:nth-child(3)")).sort(),
        listed
          .slice(0, counts.length)
          .map((row) => row.lcp_p75)
          .filter((value) => value !== null)
          .sort(),
      ],
    ];
  },
};

/** One page: the most viewed of the project. A project without pages has none, and the screen says so. */
export const page = {
  title: "Page",
  path: async (ask) => `/pages/${(await ask("pages", { limit: 1 }))[0]?.id ?? 999_999}`,
  async numbers(page, ask) {
    const [first] = await ask("pages", { limit: 1 });
    if (first === undefined) return [["the notice", [await page.getByText("There is no such page.").count()], [1]]];
    const summary = await ask("metrics/summary", { page: first.id });
    return Promise.all(
      vitalNames.map(async (name) => [
        `${name}'s card`,
        await values(page, `[data-vital=${name}] data`),
        summary[name.toLowerCase()].p75 === null ? [] : [summary[name.toLowerCase()].p75],
      ]),
    );
  },
};
