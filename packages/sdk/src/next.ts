export { ErrorBoundary, usePageGroup } from "./react";

type Params = Record<string, string | string[] | undefined> | null;

/**
 * A page of Next.js's app router as its folders name it, from what `usePathname()` and `useParams()` give:
 * `/product/7` with `{ id: "7" }` is `/product/[id]`. Undefined while there is no path.
 */
export function groupOf(pathname: string | null, params: Params): string | undefined {
  if (!pathname) return;
  const segments = pathname.split("/").map(decoded);
  for (const [name, value] of Object.entries(params ?? {})) {
    if (value === undefined || value.length === 0) continue;
    const values = [value].flat().map(decoded);
    const at = segments.findIndex((_, i) => values.every((part, k) => segments[i + k] === part));
    if (at >= 0) segments.splice(at, values.length, Array.isArray(value) ? `[...${name}]` : `[${name}]`);
  }
  return segments.join("/");
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
