import { vitals, type LiveMetrics, type VitalSummary } from "../../../../schema/wire.gen.ts";

export type LivePage = LiveMetrics["pages"][number];
export type LiveCountry = LiveMetrics["countries"][number];
export type Ratings = VitalSummary["ratings"];
export type VitalColumn = (typeof vitals)[number]["column"];

/** What was committed within a while; `begins` and `ends` are milliseconds since the epoch, by this browser's clock. */
export interface Stretch {
  begins: number;
  ends: number;
  /** The minute before one joined, of which it is not known when what happened. */
  caughtUp: boolean;
  events: number;
  views: number;
  errors: number;
  /** The most viewed, and the countries with most page views. */
  pages: readonly LivePage[];
  countries: readonly LiveCountry[];
  ratings: Readonly<Record<VitalColumn, Ratings>>;
}

/** Two stretches that follow each other as one. */
export function mergeStretches(a: Stretch, b: Stretch): Stretch {
  return {
    begins: Math.min(a.begins, b.begins),
    ends: Math.max(a.ends, b.ends),
    caughtUp: a.caughtUp || b.caughtUp,
    events: a.events + b.events,
    views: a.views + b.views,
    errors: a.errors + b.errors,
    pages: mergePages([...a.pages, ...b.pages]),
    countries: mergeCountries([...a.countries, ...b.countries]),
    ratings: Object.fromEntries(
      vitals.map(({ column }) => [column, addRatings(a.ratings[column], b.ratings[column])]),
    ) as Stretch["ratings"],
  };
}

/** The same page once, most views first. */
export function mergePages(pages: readonly LivePage[]): readonly LivePage[] {
  return merged(pages, ({ id }) => id);
}

export function mergeCountries(countries: readonly LiveCountry[]): readonly LiveCountry[] {
  return merged(countries, ({ country }) => country);
}

export function addRatings(a: Ratings, b: Ratings): Ratings {
  return {
    good: a.good + b.good,
    needsImprovement: a.needsImprovement + b.needsImprovement,
    poor: a.poor + b.poor,
  };
}

function merged<Row extends { views: number }>(rows: readonly Row[], keyOf: (row: Row) => unknown): readonly Row[] {
  const byKey = new Map<unknown, Row>();
  for (const row of rows) {
    const there = byKey.get(keyOf(row));
    byKey.set(keyOf(row), there === undefined ? row : { ...row, views: row.views + there.views });
  }
  return [...byKey.values()].sort((a, b) => b.views - a.views);
}
