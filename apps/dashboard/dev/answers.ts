import {
  vitals,
  type Breakdown,
  type ErrorGroups,
  type PageView,
  type Pages,
  type SlowPages,
  type Summary,
  type Timeseries,
} from "../../../schema/wire.gen.ts";
import { attributionOf } from "./attribution.ts";

/** Generated answers of the query API, the same at every start: the numbers depend on the names alone. */
export interface Scale {
  /** Page views in 24 hours. */
  views: number;
  pages: number;
  /** Put in the place of every text a stranger could have written. */
  text: (plain: string) => string;
}

const typical = { lcp: 1900, inp: 150, cls: 0.07, fcp: 1200, ttfb: 420, fid: 12 } as const;
const spread = { p50: 1, p75: 1.45, p90: 2.2, p95: 3, p99: 5.4 } as const;
const intervals: Readonly<Record<string, number>> = {
  "1 minute": 60,
  "5 minutes": 300,
  "15 minutes": 900,
  "2 minutes": 120,
  "10 minutes": 600,
  "30 minutes": 1800,
  "1 hour": 3600,
  "3 hours": 10_800,
  "1 day": 86_400,
  "6 hours": 21_600,
  "12 hours": 43_200,
};
const paths = [
  "/",
  "/product/*",
  "/category/shoes",
  "/category/coats",
  "/cart",
  "/checkout",
  "/checkout/payment",
  "/search",
  "/account/orders",
  "/blog/how-we-made-the-shop-twice-as-fast",
  "/about",
  "/help/returns",
];
const stack =
  "TypeError: Cannot read properties of undefined (reading 'price')\n    at renderTotal (https://shop.example/assets/cart-3f2a.js:1:2841)\n    at update (https://shop.example/assets/cart-3f2a.js:1:1190)\n    at HTMLButtonElement.<anonymous> (https://shop.example/assets/app-77c1.js:12:88)";

/** A number in [0, 1) that belongs to a name. */
function chance(name: string): number {
  let hash = 2166136261;
  for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
  return ((Math.imul(hash ^ (hash >>> 15), 2246822519) ^ (hash >>> 7)) >>> 0) / 2 ** 32;
}

/** Every vital's columns for one thing that was measured; null where it has no samples. */
function columns(name: string, views: number): Record<string, number | null> {
  const row: Record<string, number | null> = {};
  for (const { column } of vitals) {
    const samples = Math.round(views * (column === "inp" || column === "fid" ? 0.6 : 0.97));
    const factor = 0.6 + chance(name + column) * 0.9;
    row[`${column}_samples`] = samples;
    for (const [percentile, times] of Object.entries(spread)) {
      const value = typical[column] * factor * times;
      row[`${column}_${percentile}`] = samples === 0 ? null : column === "cls" && percentile === "p50" ? 0 : value;
    }
  }
  return row;
}

function daysOf(range: string): number {
  const [, amount = "1", unit = "d"] = /^([\d.]+)([hdw])$/.exec(range) ?? [];
  return Number(amount) * ({ h: 1 / 24, d: 1, w: 7 }[unit] ?? 1);
}

export function summary({ views }: Scale, range: string, now: number): Summary {
  const total = Math.round(views * daysOf(range));
  const answer: Record<string, unknown> = {
    totalSamples: total,
    estimatedViews: total,
    sessions: Math.ceil(total / 3.4),
    errors: Math.round(total / 90),
    method: total > 1e6 ? "sketch" : "exact",
    relativeError: total > 1e6 ? 0.01 : 0,
    from: new Date(now - daysOf(range) * 86_400_000).toISOString(),
    to: new Date(now).toISOString(),
  };
  for (const { column, good, poor } of vitals) {
    const samples = column === "fid" || column === "inp" ? Math.round(total * 0.6) : total;
    const at = (times: number) => (samples === 0 ? null : typical[column] * times * (column === "inp" ? 2.6 : 1.1));
    const p75 = at(spread.p75);
    const rating = p75 === null ? null : p75 <= good ? "good" : p75 <= poor ? "needs-improvement" : "poor";
    const share = rating === "good" ? [0.84, 0.11] : rating === "poor" ? [0.41, 0.29] : [0.63, 0.25];
    const [goodCount, middling] = [Math.round(samples * share[0]!), Math.round(samples * share[1]!)];
    answer[column] = {
      p50: column === "cls" && samples > 0 ? 0 : at(1),
      p75,
      p90: at(spread.p90),
      p95: at(spread.p95),
      p99: at(spread.p99),
      samples,
      estimatedSamples: samples,
      rating,
      ratings: { good: goodCount, needsImprovement: middling, poor: samples - goodCount - middling },
    };
  }
  return answer as unknown as Summary;
}

export function timeseries({ views }: Scale, range: string, interval: string, now: number): Timeseries {
  const step = (intervals[interval] ?? 3600) * 1000;
  const first = Math.floor((now - daysOf(range) * 86_400_000) / step) * step;
  const buckets: unknown[] = [];
  for (let start = first; start < now; start += step) {
    const name = String(start / step);
    const quiet = chance(`${name} quiet`) < (views < 500 ? 0.25 : 0.02);
    const daily = 1 + 0.5 * Math.sin((start / 86_400_000) * 2 * Math.PI);
    const count = quiet ? 0 : Math.round(((views * step) / 86_400_000) * daily);
    buckets.push({
      timestamp: new Date(start).toISOString(),
      sample_count: count,
      estimated_count: count,
      ...columns(`bucket ${name}`, count),
    });
  }
  return buckets as Timeseries;
}

export function pages(scale: Scale, range: string, now: number, limit = 50): Pages {
  return Array.from({ length: Math.min(scale.pages, limit) }, (_, place) => {
    const path = paths[place] ?? `/category/${place}/articles`;
    const views = Math.round((scale.views * daysOf(range) * 0.3) / (place + 1));
    return {
      id: place + 1,
      path: scale.text(path),
      page_name: scale.text(path),
      website: place % 5 === 4 ? scale.text("blog.example") : "shop.example",
      sample_count: views,
      estimated_count: views,
      last_seen: new Date(now - place * 47_000).toISOString(),
      ...columns(path, path === "/about" ? 0 : views),
    };
  }) as unknown as Pages;
}

export function slowPages(scale: Scale, range: string, metric: string, now: number): SlowPages {
  const rows = pages(scale, range, now).map((page) => {
    const values = page as unknown as Record<string, number | null>;
    return {
      ...page,
      metric_p75: values[`${metric}_p75`] ?? null,
      metric_p95: values[`${metric}_p95`] ?? null,
      samples: values[`${metric}_samples`] ?? 0,
      rating: null,
    };
  });
  return rows
    .filter((row) => row.metric_p75 !== null)
    .sort((a, b) => (b.metric_p75 ?? 0) - (a.metric_p75 ?? 0))
    .slice(0, 10);
}

const values: Readonly<Record<string, readonly string[]>> = {
  device: ["mobile", "desktop", "tablet", "(unknown)"],
  browser: ["Chrome", "Safari", "Firefox", "Edge", "Samsung Internet"],
  country: ["DE", "US", "GB", "FR", "AT", "JP", "BR", "IN", "(unknown)"],
  "navigation-type": ["navigate", "back-forward-cache", "reload", "prerender"],
};

export function breakdown(scale: Scale, range: string, dimension: string): Breakdown {
  const names = values[dimension] ?? ["first", "second", "(unknown)"];
  return names.map((name, place) => {
    const views = Math.round((scale.views * daysOf(range)) / (place + 1.6) ** 1.7);
    const counts = { sample_count: views, estimated_count: views };
    return { dimension_value: scale.text(name), ...counts, ...columns(`${dimension} ${name}`, views) };
  }) as unknown as Breakdown;
}

export function latestViews(scale: Scale, now: number, limit: number, page: number | null): PageView[] {
  return Array.from({ length: Math.min(limit, scale.views) }, (_, place) => {
    const number = Math.floor(now / 7_000) - place;
    const at = new Date(number * 7_000).toISOString();
    const value = (column: keyof typeof typical) =>
      place === 0 && column !== "ttfb" && column !== "fcp"
        ? null
        : typical[column] * (0.3 + 2.2 * chance(`${number}${column}`));
    const measured = {
      lcp: value("lcp"),
      inp: number % 3 === 0 ? value("inp") : null,
      cls: place === 0 ? null : number % 2 === 0 ? 0 : value("cls"),
      fcp: value("fcp"),
      ttfb: value("ttfb"),
      fid: null,
    };
    return {
      ...measured,
      view_id: `view-${number}`,
      session_id: "s",
      timestamp: at,
      arrived: at,
      page_id: page ?? 1 + (number % paths.length),
      path: scale.text(paths[page === null ? number % paths.length : page - 1] ?? `/category/${page}/articles`),
      website: scale.text("shop.example"),
      navigation_type: "navigate",
      device_type: number % 3 === 0 ? "desktop" : "mobile",
      browser: scale.text(number % 2 === 0 ? "Chrome" : "Safari"),
      os: null,
      country: ["DE", "US", "FR"][number % 3] ?? null,
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
      attribution: attributionOf(measured, scale.text),
    };
  });
}

export function errorGroups(scale: Scale, range: string, now: number): ErrorGroups {
  const messages = [
    "Cannot read properties of undefined (reading 'price')",
    "Failed to fetch",
    "ResizeObserver loop completed with undelivered notifications.",
    "Unexpected token '<'",
  ];
  return messages.map((message, place) => ({
    id: `00000000000000e${place}`,
    counts: Array.from({ length: 48 }, (_, bucket) =>
      Math.round((scale.views / 4000) * (1 + Math.sin(bucket / 5 + place))),
    ),
    name: place === 3 ? "SyntaxError" : "TypeError",
    message: scale.text(message),
    count: Math.ceil((scale.views * daysOf(range)) / 200 / (place + 1)),
    sessions: Math.ceil((scale.views * daysOf(range)) / 300 / (place + 1)),
    first_seen: new Date(now - 3 * 86_400_000).toISOString(),
    last_seen: new Date(now - (place + 1) * 191_000).toISOString(),
    path: scale.text("/cart"),
    stack: place === 2 ? null : scale.text(stack),
    browser: "Chrome",
  }));
}
