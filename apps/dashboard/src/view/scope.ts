import type { Filter } from "./filters.ts";
import { writeFilter } from "./filters.ts";
import type { Span } from "./span.ts";

/** Which page views a question is about. A view is one, and says so for all panels of a screen. */
export interface Scope extends Span {
  filters: readonly Filter[];
  /** Only the page views of this page. */
  page?: number | undefined;
}

export type Parameter = readonly [name: string, value: string];

/** The scope as the API's parameters. */
export function scopeParams({ range, custom, filters, page }: Scope): readonly Parameter[] {
  return [
    ...spanParams({ range, custom }),
    ...(page === undefined ? [] : [["page", String(page)] as const]),
    ...filters.map((filter) => ["filter", writeFilter(filter)] as const),
  ];
}

/** The time alone, for questions that take no filters. */
export function spanParams({ range, custom }: Span): readonly Parameter[] {
  return custom === undefined
    ? [["range", range]]
    : [
        ["from", custom.from],
        ["to", custom.to],
      ];
}
