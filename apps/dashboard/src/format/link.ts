/** The address when it is a full http(s) URL, else null. Only such addresses become links; all others stay text. */
export function linkTarget(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  return url !== null && (url.protocol === "https:" || url.protocol === "http:") ? url.href : null;
}

/** The address of a path on a website, when the two make a plain http(s) address and the path is not grouped. */
export function pageLink(website: string, path: string): string | null {
  if (!path.startsWith("/") || path.includes("*") || !/^[a-z0-9.-]+(:\d+)?$/i.test(website)) return null;
  const scheme = /^(localhost|127\.0\.0\.1)(:|$)/.test(website) ? "http" : "https";
  return linkTarget(`${scheme}://${website}${path}`);
}
