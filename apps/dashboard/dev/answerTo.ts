import * as answers from "./answers.ts";
import { distribution } from "./distribution.ts";
import { scenarios } from "./scenarios.ts";

interface MockAnswer {
  status: number;
  body: unknown;
}

/** What the query API would answer, of the project whose scenario is named so. */
export function answerTo(url: URL, now: number, firstAsked: Map<string, number>): MockAnswer {
  if (url.pathname === "/config.json") {
    return { status: 200, body: { ingestUrl: "https://in.example", version: "mock" } };
  }
  if (url.pathname === "/api/projects") {
    const projects = Object.entries(scenarios).map(([projectKey, { demo }]) => ({ projectKey, demo, origins: [] }));
    return { status: 200, body: projects };
  }
  const [, projectKey = "", path = ""] = /^\/api\/projects\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
  const scenario = scenarios[projectKey];
  if (scenario === undefined) return problem(404, "No such project", `There is no project ${projectKey}.`);
  if (projectKey === "broken")
    return problem(
      503,
      "The store is not ready",
      "It is being reopened after a fault. Measurements are still taken in and kept.",
    );
  if (!firstAsked.has(projectKey)) firstAsked.set(projectKey, now);
  const waiting = projectKey === "arriving" && now - (firstAsked.get(projectKey) ?? now) < 15_000;
  const scale = waiting ? { ...scenario.scale, views: 0, pages: 0 } : scenario.scale;
  const body = bodyOf(path, url.searchParams, scale, now, projectKey);
  return body === undefined ? problem(404, "Not found", path) : { status: 200, body };
}

/** The time asked about, a custom one as hours. */
function rangeOf(params: URLSearchParams): string {
  const [from, to] = [Date.parse(params.get("from") ?? ""), Date.parse(params.get("to") ?? "")];
  return Number.isNaN(from + to) ? (params.get("range") ?? "24h") : `${(to - from) / 3_600_000}h`;
}

function pageOf(params: URLSearchParams): number | null {
  return params.has("page") ? Number(params.get("page")) : null;
}

/** Every filter, and a page too, keeps a third of the page views. */
function kept(scale: answers.Scale, params: URLSearchParams): answers.Scale {
  const parts = params.getAll("filter").length + (params.has("page") ? 1 : 0);
  return { ...scale, views: Math.floor(scale.views / 3 ** parts) };
}

function bodyOf(path: string, params: URLSearchParams, whole: answers.Scale, now: number, projectKey: string): unknown {
  const range = rangeOf(params);
  const scale = kept(whole, params);
  if (path.startsWith("breakdown/"))
    return scale.views === 0 ? [] : answers.breakdown(scale, range, path.slice("breakdown/".length));
  switch (path) {
    case "metrics/summary":
      return answers.summary(scale, range, now);
    case "metrics/timeseries":
      return answers.timeseries(scale, range, params.get("interval") ?? "1 hour", now);
    case "metrics/distribution":
      return distribution(scale, range, params.get("metric") ?? "lcp", now);
    case "pages":
      return answers.pages(scale, range, now, Number(params.get("limit") ?? 50));
    case "pages/slow":
      return answers.slowPages(scale, range, params.get("metric") ?? "lcp", now);
    case "views":
      return answers.latestViews(scale, now, Number(params.get("limit") ?? 100), pageOf(params));
    case "errors":
      return scale.views === 0 ? [] : answers.errorGroups(scale, range, now);
    case "ledger":
      return ledger(projectKey === "quiet" ? 5_210 : whole.views * 6, now);
    default:
      return undefined;
  }
}

function ledger(accepted: number, now: number) {
  const queued = accepted === 0 ? 0 : 3;
  const merged = Math.floor(accepted / 50);
  return {
    accepted,
    visible: accepted - queued - merged,
    merged,
    deduplicated: 0,
    queued,
    deadLettered: 0,
    deleted: 0,
    difference: 0,
    at: new Date(now).toISOString(),
    newestVisible: accepted === 0 ? null : new Date(now - 900).toISOString(),
    oldestWaiting: queued === 0 ? null : new Date(now - 300).toISOString(),
  };
}

function problem(status: number, title: string, detail: string): MockAnswer {
  return { status, body: { title, status, detail } };
}
