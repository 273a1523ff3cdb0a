import { dimensions, type DimensionName } from "../../../../schema/wire.gen.ts";

/** Keeps the page views whose dimension has one of the values, or, negated, those that have none of them. */
export interface Filter {
  dimension: DimensionName;
  negated: boolean;
  values: readonly string[];
}

/** What the API takes at most. */
const most = { filters: 10, values: 50, bytes: 4096 } as const;

/** Reads `dimension:value,value` or `dimension!:value`, as the API does; null where it is not understood. */
export function readFilter(text: string): Filter | null {
  const colon = text.indexOf(":");
  if (colon < 1 || text.length > most.bytes) return null;
  const negated = text[colon - 1] === "!";
  const name = text.slice(0, negated ? colon - 1 : colon);
  const dimension = dimensions.find((known) => known.name === name || known.aliases.some((alias) => alias === name));
  const values = [...new Set(text.slice(colon + 1).split(","))].filter((value) => value !== "").slice(0, most.values);
  return dimension === undefined || values.length === 0 ? null : { dimension: dimension.name, negated, values };
}

/** Reads the filters of a link. What is not understood is left out, and so is what repeats. */
export function readFilters(params: unknown): readonly Filter[] {
  const list: readonly unknown[] = Array.isArray(params) ? params : [params];
  const read = list.flatMap((entry) => (typeof entry === "string" ? (readFilter(entry) ?? []) : asFilter(entry)));
  const unique = new Map(read.map((filter) => [writeFilter(filter), filter]));
  return [...unique.values()].slice(0, most.filters);
}

export function writeFilter({ dimension, negated, values }: Filter): string {
  return `${dimension}${negated ? "!" : ""}:${values.join(",")}`;
}

/** Commas separate values, so a value with one cannot be filtered by. */
export function filterable(value: string): boolean {
  return value !== "" && !value.includes(",");
}

/** Adds a value: to the filter that has this dimension and sense already, else as a new filter. */
export function addFilter(
  filters: readonly Filter[],
  dimension: DimensionName,
  value: string,
  negated = false,
): readonly Filter[] {
  const place = filters.findIndex((filter) => filter.dimension === dimension && filter.negated === negated);
  const there = filters[place];
  if (there === undefined) return [...filters, { dimension, negated, values: [value] }];
  if (there.values.includes(value)) return filters;
  return filters.with(place, { ...there, values: [...there.values, value] });
}

/** Takes a value away; a filter without values goes. */
export function removeFilter(filters: readonly Filter[], from: Filter, value: string): readonly Filter[] {
  return filters.flatMap((filter) => {
    if (writeFilter(filter) !== writeFilter(from)) return filter;
    const values = filter.values.filter((other) => other !== value);
    return values.length === 0 ? [] : { ...filter, values };
  });
}

/** The router hands back what was read before. */
function asFilter(entry: unknown): readonly Filter[] {
  if (typeof entry !== "object" || entry === null) return [];
  const { dimension, negated, values } = entry as Partial<Filter>;
  if (typeof dimension !== "string" || !Array.isArray(values)) return [];
  const filter = readFilter(writeFilter({ dimension, negated: negated === true, values }));
  return filter === null ? [] : [filter];
}
