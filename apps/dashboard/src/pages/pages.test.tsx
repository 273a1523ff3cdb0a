import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import { useState } from "react";
import { afterEach, describe, expect, it } from "vitest";
import type { Page } from "../../../../schema/wire.gen.ts";
import { renderInFrame } from "../testing.tsx";
import { matchPages } from "./matchPages.ts";
import { PagesTable } from "./PagesTable.tsx";

afterEach(cleanup);

const hostile = '<img src=x onerror="alert(1)">';

function page(id: number, part: Partial<Page>): Page {
  return {
    id,
    path: `/${id}`,
    page_name: `/${id}`,
    website: "shop.example",
    sample_count: 100 - id,
    estimated_count: 100 - id,
    last_seen: "2026-11-23T12:00:00Z",
    lcp_p95: null,
    lcp_p75: null,
    inp_p75: null,
    cls_p75: null,
    fcp_p75: null,
    ttfb_p75: null,
    fid_p75: null,
    ...part,
  };
}

function shownPaths(): (string | null | undefined)[] {
  return screen
    .getAllByRole("row")
    .slice(1)
    .map((row) => within(row).getAllByRole("cell")[0]?.querySelector("bdi")?.textContent);
}

function Table({ pages }: { pages: readonly Page[] }) {
  const [sort, setSort] = useState("");
  return <PagesTable pages={pages} sort={sort} onSort={setSort} />;
}

describe("the pages table", () => {
  it("says about how many page views a sample stands for, and how many were measured", async () => {
    await renderInFrame(<Table pages={[page(1, { sample_count: 12, estimated_count: 120 }), page(2, {})]} />);
    expect(screen.getByText("about 120").title).toBe("12 measured");
    expect(screen.getByText("98").title).toBe("");
    expect(shownPaths()).toEqual(["/1", "/2"]);
  });

  const pages = [page(1, { lcp_p75: 2000 }), page(2, {}), page(3, { lcp_p75: 0 }), page(4, { lcp_p75: 5000 })];

  it("puts pages without data last in either direction, and a real 0 where it belongs", async () => {
    await renderInFrame(<Table pages={pages} />);
    const sort = screen.getByRole("button", { name: "LCP" });
    fireEvent.click(sort);
    const first = shownPaths();
    fireEvent.click(sort);
    expect([first, shownPaths()]).toEqual([
      ["/4", "/1", "/3", "/2"],
      ["/3", "/1", "/4", "/2"],
    ]);
  });

  it("is in the order of the link, and in its own where the link names no column", async () => {
    await renderInFrame(<PagesTable pages={pages} sort="lcp" onSort={() => undefined} />);
    expect(shownPaths()).toEqual(["/3", "/1", "/4", "/2"]);
    cleanup();
    await renderInFrame(<PagesTable pages={pages} sort="-nothing" onSort={() => undefined} />);
    expect(shownPaths()).toEqual(["/1", "/2", "/3", "/4"]);
  });

  it("has of thousands of rows only some in the document, and says how many there are", async () => {
    const many = Array.from({ length: 5_000 }, (_, place) => page(place + 1, {}));
    await renderInFrame(<Table pages={many} />);
    expect(screen.getByRole("table").getAttribute("aria-rowcount")).toBe("5001");
    expect(screen.getAllByRole("row").length).toBeLessThan(100);
  });

  it("shows hostile paths as text, and leads out to nothing but plain pages", async () => {
    const { container } = await renderInFrame(
      <Table
        pages={[page(1, { path: hostile }), page(2, { path: "/javascript:alert(1)", website: "javascript:x" })]}
      />,
    );
    expect(container.querySelector("img, a[target]")).toBeNull();
    expect(shownPaths()[0]).toContain(hostile);
  });
});

describe("searching pages", () => {
  it("finds every word anywhere, in any case", () => {
    const pages = [page(1, {}), page(3, {})];
    expect(matchPages(pages, "SHOP 3").map(({ id }) => id)).toEqual([3]);
    expect(matchPages(pages, " ")).toBe(pages);
    expect(matchPages(pages, "absent")).toEqual([]);
  });
});
