/**
 * Search strings are read as plain text. The router's own reading turns `project=2024` into a number and
 * `project=1e5` into 100000; a project's key may look like either. What comes several times is a list.
 */
export function parseSearch(search: string): Record<string, string | string[]> {
  const params = new URLSearchParams(search);
  return Object.fromEntries(
    [...new Set(params.keys())].map((name) => {
      const values = params.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
}

/** The signs that are clear in a search string without being encoded are left as they are, so that links can be read. */
export function stringifySearch(params: Readonly<Record<string, string | readonly string[]>>): string {
  const pairs = Object.entries(params).flatMap(([name, value]) =>
    (typeof value === "string" ? [value] : value).map((each) => [name, each]),
  );
  const search = new URLSearchParams(pairs)
    .toString()
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%21", "!");
  return search === "" ? "" : `?${search}`;
}
