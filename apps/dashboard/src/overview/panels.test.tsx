import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import type { ErrorGroup, Page, PageView, Timeseries, VitalSummary } from "../../../../schema/wire.gen.ts";
import { vitalOf } from "../rating.ts";
import { ErrorGroups } from "./ErrorsPanel.tsx";
import { LatestViews } from "../views/LatestViewsPanel.tsx";
import { PagesTable } from "../pages/PagesPanel.tsx";
import { axisTicks, describeSeries, seriesOf } from "../series/seriesPoints.ts";
import { VitalCard } from "./VitalCard.tsx";

afterEach(cleanup);

const hostile = '<img src=x onerror="alert(1)">';

function page(id: number, part: Partial<Page>): Page {
  return {
    id,
    path: `/${id}`,
    page_name: `/${id}`,
    website: "shop.example",
    sample_count: 100 - id,
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
    .map((row) => within(row).getAllByRole("cell")[0]?.textContent);
}

describe("the card of a vital", () => {
  const none: VitalSummary = {
    p50: null,
    p75: null,
    p90: null,
    p95: null,
    p99: null,
    samples: 0,
    rating: null,
    ratings: { good: 0, needsImprovement: 0, poor: 0 },
  };
  const card = (summary: VitalSummary, percentile: "p75" | "p50" = "p75") =>
    render(
      <ul>
        <VitalCard
          vital={vitalOf("CLS")}
          summary={summary}
          percentile={percentile}
          chosen={false}
          onChoose={() => undefined}
        />
      </ul>,
    );

  it("shows no data as a dash without a rating", () => {
    const { container } = card(none);
    expect(container.querySelector("data")).toBeNull();
    expect(screen.getByText("no data")).toBeTruthy();
    expect(screen.getByText("No data")).toBeTruthy();
  });

  it("shows a real 0 as 0, rated good", () => {
    const { container } = card({
      ...none,
      p75: 0,
      samples: 3,
      rating: "good",
      ratings: { good: 3, needsImprovement: 0, poor: 0 },
    });
    expect(container.querySelector("data")?.textContent).toBe("0");
    expect(screen.getAllByText("Good").length).toBe(2);
    expect(screen.getByText("100 %")).toBeTruthy();
  });

  it("rates the percentile that is shown, and keeps the exact value", () => {
    const { container } = card({ ...none, p50: 0.31234, p75: 0.05, samples: 3, rating: "good" }, "p50");
    expect(container.querySelector("data")?.getAttribute("value")).toBe("0.31234");
    expect(screen.getAllByText("Poor").length).toBe(2);
  });
});

describe("the pages table", () => {
  const pages = [page(1, { lcp_p75: 2000 }), page(2, {}), page(3, { lcp_p75: 0 }), page(4, { lcp_p75: 5000 })];

  it("puts pages without data last in either direction, and a real 0 where it belongs", () => {
    render(<PagesTable pages={pages} search="" />);
    const sort = screen.getByRole("button", { name: "LCP" });
    fireEvent.click(sort);
    const first = shownPaths();
    fireEvent.click(sort);
    expect([first, shownPaths()]).toEqual([
      ["/4", "/1", "/3", "/2"],
      ["/3", "/1", "/4", "/2"],
    ]);
  });

  it("finds every word anywhere, and says when nothing is found", () => {
    const { rerender } = render(<PagesTable pages={pages} search="SHOP 3" />);
    expect(shownPaths()).toEqual(["/3"]);
    rerender(<PagesTable pages={pages} search="absent" />);
    expect(screen.getByRole("status").textContent).toBe("None of the 4 most viewed pages matches “absent”.");
  });

  it("shows hostile paths as text, and links nothing but plain pages", () => {
    const { container } = render(
      <PagesTable
        pages={[page(1, { path: hostile }), page(2, { path: "/javascript:alert(1)", website: "javascript:x" })]}
        search=""
      />,
    );
    expect(container.querySelector("img, a")).toBeNull();
    expect(shownPaths()[0]).toContain(hostile);
  });
});

describe("lists of what strangers sent", () => {
  it("shows an error's message and stack as text", () => {
    const group: ErrorGroup = {
      name: "Error",
      message: hostile,
      count: 1,
      sessions: 1,
      first_seen: "x",
      last_seen: "y",
      path: hostile,
      stack: hostile,
      browser: null,
    };
    const { container } = render(<ErrorGroups groups={[group]} />);
    expect(container.querySelector("img")).toBeNull();
    expect(container.querySelector("pre")?.textContent).toBe(hostile);
    expect(screen.getByText(/1 time in 1 session/)).toBeTruthy();
  });

  it("shows of a page view what it has reported, a 0 too", () => {
    const view: PageView = {
      view_id: "v",
      session_id: "s",
      timestamp: "2026-11-23T12:00:00Z",
      arrived: "2026-11-23T12:00:00Z",
      page_id: 1,
      path: "/",
      website: "shop.example",
      navigation_type: null,
      lcp: null,
      inp: null,
      cls: 0,
      fcp: null,
      ttfb: 80,
      fid: null,
      device_type: null,
      browser: null,
      os: null,
      country: null,
      connection: null,
      language: null,
      release: null,
      bot: false,
      flags: [],
      viewport: [390, 844],
      screen: [390, 844],
      device_memory: 8,
      cores: 8,
      dimensions: null,
      weight: 1,
      attribution: null,
    };
    const { container } = render(<LatestViews views={[view]} />);
    expect([...container.querySelectorAll("dt")].map((term) => term.textContent)).toEqual(["CLS", "TTFB"]);
    expect(container.querySelector("data")?.getAttribute("value")).toBe("0");
    expect(screen.getByText("Unknown visitor")).toBeTruthy();
  });
});

describe("the time series", () => {
  const buckets = [null, 100, null, 0, 300].map((value, hour) => ({
    timestamp: `2026-11-23T0${hour}:00:00Z`,
    lcp_samples: value === null ? 0 : 2,
    lcp_p50: value,
    lcp_p75: value,
    lcp_p95: value,
  })) as unknown as Timeseries;

  it("keeps gaps, and marks the values a line alone would not show", () => {
    const series = seriesOf(buckets, "LCP");
    expect(series.map((point) => point.p75)).toEqual([null, 100, null, 0, 300]);
    expect(series.map((point) => point.alone.includes("p75"))).toEqual([false, true, false, false, false]);
  });

  it("is told in words", () => {
    expect(describeSeries(buckets, "LCP", ["p75"])).toBe(
      "LCP over time, 6 samples. p75: between 0 ms and 300 ms, latest 300 ms.",
    );
  });

  it("has round ticks that hold the lines and the threshold of good", () => {
    expect(axisTicks(seriesOf(buckets, "LCP"), ["p75"], 2500)).toEqual([0, 1000, 2000, 3000]);
    expect(axisTicks([], [], 0.1)).toEqual([0, 0.025, 0.05, 0.075, 0.1, 0.125]);
  });
});
