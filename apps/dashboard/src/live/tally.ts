import { vitals } from "../../../../schema/wire.gen.ts";
import { rate } from "../rating.ts";
import type { ViewLine } from "../views/viewLine.ts";
import { span, type Board } from "./board.ts";
import {
  addRatings,
  mergeCountries,
  mergePages,
  type LiveCountry,
  type LivePage,
  type Ratings,
  type Stretch,
} from "./stretch.ts";

/** The last five minutes in numbers. */
export interface Tally {
  views: number;
  errors: number | null;
  pages: readonly LivePage[];
  countries: readonly LiveCountry[];
  ratings: Stretch["ratings"];
  /** Since when something is known, by this browser's clock; null before anything is. */
  since: number | null;
}

const none: Ratings = { good: 0, needsImprovement: 0, poor: 0 };

/** Counts what the live server told. */
export function tallyBoard({ stretches }: Board, now: number): Tally {
  const recent = stretches.filter(({ ends }) => ends > now - span);
  return {
    views: sum(recent, ({ views }) => views),
    errors: sum(recent, ({ errors }) => errors),
    pages: mergePages(recent.flatMap(({ pages }) => pages)),
    countries: mergeCountries(recent.flatMap(({ countries }) => countries)),
    ratings: Object.fromEntries(
      vitals.map(({ column }) => [
        column,
        recent.reduce((total, { ratings }) => addRatings(total, ratings[column]), none),
      ]),
    ) as Stretch["ratings"],
    since: stretches[0]?.begins ?? null,
  };
}

/** Counts page views that were asked for, where there is no live server to tell. */
export function tallyViews(views: readonly ViewLine[], now: number): Tally {
  const recent = views.filter(({ timestamp }) => Date.parse(timestamp) > now - span);
  return {
    views: recent.length,
    errors: null,
    pages: mergePages(recent.map(({ page_id, path, website }) => ({ id: page_id, path, website, views: 1 }))),
    countries: mergeCountries(recent.map(({ country }) => ({ country: country ?? "(unknown)", views: 1 }))),
    ratings: Object.fromEntries(
      vitals.map(({ name, column }) => {
        const rated = recent.map((view) => rate(name, view[column]));
        const count = (rating: string) => rated.filter((one) => one === rating).length;
        return [column, { good: count("good"), needsImprovement: count("needs-improvement"), poor: count("poor") }];
      }),
    ) as Stretch["ratings"],
    since: now - span,
  };
}

/** Events in each of the last sixty seconds, oldest first; null where nobody listened yet. */
export function eventsPerSecond({ stretches }: Board, now: number): readonly (number | null)[] {
  const present = Math.floor(now / 1_000);
  const first = stretches[0]?.begins ?? now;
  const seconds = Array.from({ length: 60 }, (_, place) => ((present - 59 + place + 1) * 1_000 > first ? 0 : null)) as (
    number | null
  )[];
  for (const { begins, ends, events, caughtUp } of stretches) {
    // When what within the minute before one joined is not known: it is spread evenly.
    const from = caughtUp ? begins : ends;
    const length = Math.max(1, Math.floor(ends / 1_000) - Math.floor(from / 1_000));
    for (let second = 0; second < length; second++) {
      const place = Math.floor(ends / 1_000) - second - present + 59;
      if (place >= 0 && place < 60) seconds[place] = (seconds[place] ?? 0) + events / length;
    }
  }
  return seconds;
}

function sum<Row>(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}
