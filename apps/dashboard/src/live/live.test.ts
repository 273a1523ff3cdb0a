import { describe, expect, it } from "vitest";
import type { LiveMetrics } from "../../../../schema/wire.gen.ts";
import { asLine, emptyBoard, takeErrors, takeMetrics, type LiveView } from "./board.ts";
import { levelOf } from "./levelOf.ts";
import { eventsPerSecond, tallyBoard, tallyViews } from "./tally.ts";
import { alpha2, worldShapes } from "./worldShapes.ts";

const start = 1_764_000_000_000;

const quiet = { samples: 0, good: 0, needsImprovement: 0, poor: 0, p75: null };

function view(viewId: string, at: number, part: Partial<LiveView> = {}): LiveView {
  return {
    viewId,
    sessionId: "s",
    timestamp: new Date(at).toISOString(),
    pageId: 1,
    path: "/",
    website: "example.com",
    country: null,
    device: null,
    browser: null,
    bot: false,
    navigationType: null,
    lcp: null,
    inp: null,
    cls: null,
    fcp: null,
    ttfb: null,
    fid: null,
    ...part,
  };
}

function metrics(part: Partial<LiveMetrics>): LiveMetrics {
  return {
    projectKey: "p",
    from: "2025-11-24T16:00:00.000Z",
    to: "2025-11-24T16:00:00.200Z",
    catchUp: false,
    events: 0,
    views: 0,
    updates: 0,
    errors: 0,
    vitals: { lcp: quiet, inp: quiet, cls: quiet, fcp: quiet, ttfb: quiet, fid: quiet },
    pages: [],
    countries: [],
    latest: [],
    ...part,
  };
}

describe("the board of what happens now", () => {
  it("lets what catches up take the place of the last minute, and of nothing before", () => {
    let board = takeMetrics(emptyBoard, metrics({ views: 7 }), start);
    board = takeMetrics(board, metrics({ views: 1 }), start + 61_000);
    board = takeMetrics(board, metrics({ views: 1 }), start + 62_000);
    board = takeMetrics(board, metrics({ views: 2, catchUp: true }), start + 65_000);
    expect(tallyBoard(board, start + 65_000).views).toBe(9);
    board = takeMetrics(board, metrics({ views: 2, catchUp: true }), start + 66_000);
    expect(tallyBoard(board, start + 66_000).views).toBe(9);
  });

  it("stays as small as its bounds, however much happens", () => {
    let board = emptyBoard;
    for (let place = 0; place < 2_000; place++) {
      const now = start + place * 250;
      board = takeMetrics(board, metrics({ views: 1, latest: [view(`v${place}`, now)] }), now);
      const failed = { name: "Error", message: "m", path: "/", website: "w", timestamp: "x" };
      board = takeErrors(board, {
        projectKey: "p",
        total: 3,
        errors: [{ ...failed, browser: null, country: null, sessionId: null, groupId: "g" }],
      });
    }
    expect(board.stretches.length).toBeLessThanOrEqual(301);
    expect([board.views.length, board.errors.length, board.seen]).toEqual([100, 50, 2_000]);
    expect(new Set(board.errors.map(({ key }) => key)).size).toBe(50);
    expect(board.views[0]?.viewId).toBe("v1999");
    const tally = tallyBoard(board, start + 2_000 * 250);
    expect(tally.views).toBeGreaterThanOrEqual(1_190);
    expect(tally.views).toBeLessThanOrEqual(1_204);
  });

  it("keeps a page view that changes in its place, with what is new of it", () => {
    let board = takeMetrics(emptyBoard, metrics({ latest: [view("a", start)] }), start);
    board = takeMetrics(board, metrics({ latest: [view("b", start + 1)] }), start + 1);
    board = takeMetrics(board, metrics({ latest: [view("a", start, { cls: 0 })] }), start + 2);
    expect(board.views.map(({ viewId, cls }) => [viewId, cls])).toEqual([
      ["b", null],
      ["a", 0],
    ]);
  });

  it("adds up pages, countries and ratings", () => {
    const page = (id: number, views: number) => ({ id, path: `/${id}`, website: "w", views });
    const lcp = { ...quiet, good: 1, poor: 2 };
    const one = metrics({
      pages: [page(1, 2), page(2, 1)],
      countries: [{ country: "DE", views: 3 }],
      vitals: { ...metrics({}).vitals, lcp },
    });
    const two = metrics({ pages: [page(2, 4)], countries: [{ country: "DE", views: 4 }] });
    const tally = tallyBoard(takeMetrics(takeMetrics(emptyBoard, one, start), two, start + 9_000), start + 9_000);
    expect(tally.pages.map(({ id, views }) => [id, views])).toEqual([
      [2, 5],
      [1, 2],
    ]);
    expect(tally.countries).toEqual([{ country: "DE", views: 7 }]);
    expect(tally.ratings.lcp).toEqual({ good: 1, needsImprovement: 0, poor: 2 });
  });

  it("counts events by the second, and spreads the minute before one joined", () => {
    let board = takeMetrics(emptyBoard, metrics({ events: 120, catchUp: true }), start);
    board = takeMetrics(board, metrics({ events: 5 }), start + 1_000);
    board = takeMetrics(board, metrics({ events: 4 }), start + 1_500);
    const seconds = eventsPerSecond(board, start + 1_900);
    expect(seconds).toHaveLength(60);
    expect(seconds.at(-1)).toBe(9);
    expect(seconds.at(-2)).toBeCloseTo(2);
    expect(eventsPerSecond(takeMetrics(emptyBoard, metrics({ events: 1 }), start), start)[0]).toBeNull();
  });

  it("counts the page views that were asked for, where nobody tells", () => {
    const tally = tallyViews(
      [view("a", start, { lcp: 9_000, country: "DE" }), view("b", start - 600_000)].map(asLine),
      start + 1_000,
    );
    expect([tally.views, tally.errors, tally.countries, tally.ratings.lcp.poor]).toEqual([
      1,
      null,
      [{ country: "DE", views: 1 }],
      1,
    ]);
  });
});

describe("the map", () => {
  it("darkens by powers, so that few page views show beside many", () => {
    expect([0, 1, 30, 100, 400].map((count) => levelOf(count, 400))).toEqual([0, 1, 3, 3, 4]);
    expect(levelOf(0, 0)).toBe(0);
  });

  it("has a shape for each country, by its code of two letters", () => {
    const shapes = worldShapes();
    const codes = shapes.flatMap(({ code }) => code ?? []);
    expect(codes).toEqual(expect.arrayContaining(["DE", "US", "BR", "JP", "AU", "XK"]));
    expect(codes).not.toContain("AQ");
    expect(new Set(codes).size).toBe(codes.length);
    expect(shapes.length - codes.length).toBe(2); // Northern Cyprus and Somaliland have no code
    expect(shapes.every(({ path }) => path.startsWith("M"))).toBe(true);
  });

  it("knows no country where there is none", () => {
    expect([alpha2(undefined, "Somaliland"), alpha2("840", "x"), alpha2("-99", undefined)]).toEqual([null, "US", null]);
  });
});
