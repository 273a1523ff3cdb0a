/**
 * Search strings are read as plain text. The router's own reading turns `project=2024` into a number and
 * `project=1e5` into 100000; a project's key may look like either.
 */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(params: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(params).filter((pair): pair is [string, string] => typeof pair[1] === "string");
  const search = new URLSearchParams(pairs).toString();
  return search === "" ? "" : `?${search}`;
}
