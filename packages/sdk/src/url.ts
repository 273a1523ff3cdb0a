/** What is told of a URL unless the site says otherwise: no query string, fragment or credentials. */
export const stripURL = (url: string): string => url.replace(/[?#][^]*$/, "").replace(/\/\/[^/]*@/, "//");

// A URL in a sentence or a stack frame, and the :line:column behind it, which is not the URL's.
const URL_IN_TEXT = /(https?:\/\/[^\s)'"]+?)((?::\d+){0,2})(?=[\s)'",]|$)/g;

/** The same text with every URL in it scrubbed: messages and stacks quote URLs, secrets included. */
export const scrubText = (text: string, scrub: (url: string) => string): string =>
  text.replace(URL_IN_TEXT, (_, url: string, position: string) => scrub(url) + position);

/** Where beacons go. The key is in the URL, since a beacon cannot carry headers. */
export const ingestURL = (endpoint: string, key: string): string =>
  `${endpoint.replace(/\/+$/, "")}/v1/ingest?key=${encodeURIComponent(key)}`;
