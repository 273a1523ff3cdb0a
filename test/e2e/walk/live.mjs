import { values } from "../browse.mjs";

/** What happens now. What the live server has told is on screen; how much it is changes while one looks. */
export const live = {
  title: "Live",
  path: () => "/live",
  async numbers(page) {
    await page
      .getByRole("status")
      .getByText(/^Connected/)
      .waitFor({ timeout: 60_000 });
    const [views] = await values(page, "[data-live=views]");
    const countries = await values(page, "section:has(h2:text-is('By country')) li");
    return [["page views by country", countries.reduce((sum, count) => sum + count, 0), views]];
  },
};
