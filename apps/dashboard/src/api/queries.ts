import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type {
  Breakdown,
  DeadLetters,
  DimensionName,
  Distribution,
  ErrorGroupDetail,
  ErrorGroups,
  Errors,
  Ledger,
  Pages,
  PageViews,
  Projects,
  SessionList,
  SlowPages,
  Summary,
  Timeseries,
  VitalName,
} from "../../../../schema/wire.gen.ts";
import { vitalOf } from "../rating.ts";
import { scopeParams, type Parameter, type Scope } from "../view/scope.ts";
import { intervalOf } from "../view/span.ts";
import { getJson, type Ask } from "./getJson.ts";

/** How often what is on screen is asked for again, in milliseconds, while the tab is visible. */
export const refresh = { steady: 10_000, prompt: 2_000 } as const;

/** One question to the query API; its key is its address. The previous answer stays on screen until the next has come. */
export function question<Answer>(path: string, params: readonly Parameter[] = []) {
  const search = new URLSearchParams(params.map(([name, value]) => [name, value])).toString();
  const address = search === "" ? path : `${path}?${search}`;
  return {
    queryKey: [address] as const,
    ask: (options: Ask) => getJson<Answer>(address, options),
  };
}

export function ofProject(project: string, path: string): string {
  return `/api/projects/${encodeURIComponent(project)}/${path}`;
}

/** What is asked for again every ten seconds. */
export function steady<Answer>({ queryKey, ask }: ReturnType<typeof question<Answer>>) {
  return queryOptions({
    queryKey,
    queryFn: ({ signal }) => ask({ signal }),
    refetchInterval: refresh.steady,
    placeholderData: keepPreviousData,
  });
}

/** Until there is a project, it is looked for every two seconds. */
export function projectsQuery() {
  const { queryKey, ask } = question<Projects>("/api/projects");
  return queryOptions({
    queryKey,
    queryFn: ({ signal }) => ask({ signal, fresh: true }),
    refetchInterval: (query) => (query.state.data?.length === 0 ? refresh.prompt : refresh.steady),
  });
}

/** Until there is a page view, the summary is asked for promptly and past the cache, so that the first one shows at once. */
export function summaryQuery(project: string, scope: Scope) {
  const { queryKey, ask } = question<Summary>(ofProject(project, "metrics/summary"), scopeParams(scope));
  return queryOptions({
    queryKey,
    queryFn: ({ signal, client }) => ask({ signal, fresh: client.getQueryData<Summary>(queryKey)?.totalSamples === 0 }),
    refetchInterval: (query) => (query.state.data?.totalSamples === 0 ? refresh.prompt : refresh.steady),
    placeholderData: keepPreviousData,
  });
}

export function timeseriesQuery(project: string, scope: Scope) {
  const interval = ["interval", intervalOf(scope)] as const;
  return steady(question<Timeseries>(ofProject(project, "metrics/timeseries"), [...scopeParams(scope), interval]));
}

export function distributionQuery(project: string, scope: Scope, vital: VitalName) {
  const metric = ["metric", vitalOf(vital).column] as const;
  return steady(question<Distribution>(ofProject(project, "metrics/distribution"), [...scopeParams(scope), metric]));
}

export function breakdownQuery(project: string, scope: Scope, dimension: DimensionName) {
  return steady(question<Breakdown>(ofProject(project, `breakdown/${dimension}`), scopeParams(scope)));
}

export function slowPagesQuery(project: string, scope: Scope, vital: VitalName, percentile: "p75" | "p95") {
  return steady(
    question<SlowPages>(ofProject(project, "pages/slow"), [
      ...scopeParams(scope),
      ["metric", vitalOf(vital).column],
      ["limit", "10"],
      ["percentile", percentile],
    ]),
  );
}

/** Page lists are long and change slowly: they are asked for again once a minute, and not compared row by row. */
export function pagesQuery(project: string, scope: Scope, limit: number) {
  const { queryKey, ask } = question<Pages>(ofProject(project, "pages"), [
    ...scopeParams(scope),
    ["limit", String(limit)],
  ]);
  return queryOptions({
    queryKey,
    queryFn: ({ signal }) => ask({ signal }),
    refetchInterval: 6 * refresh.steady,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
}

export function errorGroupsQuery(project: string, scope: Scope, limit = 20) {
  return steady(question<ErrorGroups>(ofProject(project, "errors"), [...scopeParams(scope), ["limit", String(limit)]]));
}

export function errorGroupQuery(project: string, scope: Scope, group: string) {
  return steady(
    question<ErrorGroupDetail>(ofProject(project, `errors/${encodeURIComponent(group)}`), scopeParams(scope)),
  );
}

export function sessionsQuery(project: string, scope: Scope, limit: number) {
  return steady(
    question<SessionList>(ofProject(project, "sessions"), [...scopeParams(scope), ["limit", String(limit)]]),
  );
}

/** All page views of a session, oldest first. A session that goes on grows. */
export function journeyQuery(project: string, session: string) {
  return steady(ofSession<PageViews>(project, session, "journey"));
}

export function sessionErrorsQuery(project: string, session: string) {
  return steady(ofSession<Errors>(project, session, "errors"));
}

function ofSession<Answer>(project: string, session: string, path: string) {
  return question<Answer>(`/api/sessions/${encodeURIComponent(session)}/${path}`, [["projectKey", project]]);
}

export function deadLettersQuery(project: string) {
  return steady(question<DeadLetters>(ofProject(project, "dead-letters"), [["limit", "100"]]));
}

export function ledgerQuery(project: string) {
  return steady(question<Ledger>(ofProject(project, "ledger")));
}

/** What the dashboard's server says about its installation. */
export interface Config {
  /** Where beacons go, and the SDK comes from. */
  ingestUrl: string;
  version: string;
}

/** It changes only when the server is started anew. Without it the page goes on at once, and looks for it again. */
export function configQuery() {
  return queryOptions({
    queryKey: ["/config.json"],
    queryFn: ({ signal }) => getJson<Config>("/config.json", { signal, fresh: true }),
    staleTime: Infinity,
    retry: false,
    refetchInterval: (query) => (query.state.data === undefined ? refresh.steady : false),
  });
}

/** The newest page views with all that is known of them. */
export function viewsQuery(project: string, scope: Scope, limit: number, fresh = false) {
  const { queryKey, ask } = question<PageViews>(ofProject(project, "views"), [
    ...scopeParams(scope),
    ["limit", String(limit)],
  ]);
  return queryOptions({
    queryKey,
    queryFn: ({ signal }) => ask({ signal, fresh }),
    refetchInterval: refresh.steady,
    placeholderData: keepPreviousData,
  });
}
