import type { Page } from "../../../../schema/wire.gen.ts";

/** The pages whose website, path or name contains every word of the text, in any case. */
export function matchPages(pages: readonly Page[], text: string): readonly Page[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return pages;
  return pages.filter((page) => {
    const where = `${page.website}${page.path} ${page.page_name}`.toLowerCase();
    return words.every((word) => where.includes(word));
  });
}
