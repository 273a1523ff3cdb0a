import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import type { ErrorGroup, PageView, Timeseries, VitalSummary } from "../../../../schema/wire.gen.ts";
import { vitalOf } from "../rating.ts";
import { renderInFrame } from "../testing.tsx";
import { ErrorGroups } from "./ErrorsPanel.tsx";
import { LatestViews } from "../views/LatestViews.tsx";
import { axisTicks, describeSeries, seriesOf } from "../series/seriesPoints.ts";
import { VitalCard } from "./VitalCard.tsx";

afterEach(cleanup);

const hostile = '<img src=x onerror="alert(1)">';

describe("the card of a vital", () => {
  const none: VitalSummary = {
    p50: null,
    p75: null,
    p90: null,
    p95: null,
    p99: null,
    samples: 0,
    estimatedSamples: 0,
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

describe("lists of what strangers sent", () => {
  it("shows an error's message and stack as text", () => {
    const group: ErrorGroup = {
      id: "0123456789abcdef",
      counts: [1],
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

  it("shows of a page view what it has reported, a 0 too", async () => {
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
    const { container } = await renderInFrame(<LatestViews views={[view]} />);
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
