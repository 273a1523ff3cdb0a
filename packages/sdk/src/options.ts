/** What the core needs to know. Only `project`, `key` and `endpoint` are required. */
export interface CoreOptions {
  /** The project's key: the name it was added under, `[A-Za-z0-9_-]{1,64}`. */
  project: string;
  /** The project's ingest key, `pl_…`. It is public: it can only send. */
  key: string;
  /** Where ingest listens, without a path of its own: `https://rum.example.com`. A proxied prefix is fine too. */
  endpoint: string;
  /** The version of your site, to compare releases by. */
  release?: string;
  /** Your id of the visitor. The server hashes it with a salt of the project's before anything is kept. */
  user?: string;
  /** Dimensions of your own, 8 at most: names match `[a-z0-9_-]{1,32}`, values have up to 64 characters. */
  dimensions?: Record<string, string>;
  /** `false` keeps the session id in memory only: every page load is then a session of its own. Default `true`. */
  storage?: boolean;
  /** `false` measures visitors who send Global Privacy Control too. Default `true`: they are left alone. */
  respectGPC?: boolean;
  /** `false` measures visitors who send Do Not Track too. Default `true`: they are left alone. */
  respectDNT?: boolean;
  /** What is told of a URL. By default its query string, fragment and credentials are dropped. */
  scrubURL?: (url: string) => string;
  /** Says in the console what goes wrong. Default `false`: the console is yours. */
  debug?: boolean;
}

/** What {@link init} can be told beyond what the core understands. */
export interface Options extends CoreOptions {
  /** `true` collects, stores and sends nothing before `setConsent(true)`. Default `false`. */
  requireConsent?: boolean;
  /** `false` waits for `start()`. Default `true`. */
  autoStart?: boolean;
  /**
   * The share of sessions that is measured: 0, or from 0.0001 to 1. Default 1. The server counts each page view of the
   * sample as `1 / sampleRate`.
   */
  sampleRate?: number;
  /**
   * Keeps page views outside the sample too, when they had an error or a vital that was `"poor"`, or at least
   * `"not-good"`. These count as one. Judged once, when the page is first hidden.
   */
  keep?: "poor" | "not-good";
  /** Sees every event before it is buffered, may change it, and drops it by returning null or by throwing. */
  beforeSend?: (event: SentEvent) => SentEvent | null;
  /** `false`: route changes of a single-page application are no page views. Default `true`. */
  softNavigations?: boolean;
  /** `true` makes a page view wait up to 5 s for `setGroup` instead of leaving at once. Default `false`. */
  router?: boolean;
  /** Sends each `performance.mark` and `performance.measure` whose name matches: `"app-*"` or a RegExp. */
  timings?: string | RegExp;
  /** `true` sends what the page loaded, summed up by host and kind, and the slowest of it. Default `false`. */
  resources?: boolean;
}

/** An event as `beforeSend` sees it. Other fields place it in its page view: leave them. */
export interface SentEvent {
  type: "page_view" | "web_vital" | "error" | "resource" | "custom";
  name: string;
  /** Milliseconds, or the score for CLS. */
  value?: number | null;
  /** The scrubbed URL. */
  page: string;
  /** What explains a vital. */
  attribution?: object;
  /** Of an error: message, stack, source, line, column, kind. */
  data?: Record<string, unknown>;
}

/** What the running core can be asked for. No method ever throws. */
export interface CoreClient {
  /** Records an event of your own: `custom("cart_size", 3, { currency: "EUR" })`. `value` is any finite number. */
  custom(name: string, value?: number, data?: Record<string, unknown>): void;
  /** Sends what is buffered now instead of within 5 s. */
  flush(): void;
  /** Sends what is buffered and stops measuring. */
  stop(): void;
}

/** What the running SDK can be asked for. No method ever throws. */
export interface Client extends CoreClient {
  /** Measures again after `stop`, or for the first time with `autoStart: false`. */
  start(): void;
  /** Tells that the visitor consents, or does not any more: then what is buffered is thrown away, and the session's id. */
  setConsent(given: boolean): void;
  /** Records an error that you caught. Anything can be passed; an `Error` tells most. */
  reportError(error: unknown): void;
  /** Records a number that you measured: `measure("checkout", 812, "ms")`. */
  measure(name: string, value: number, unit?: string): void;
  /** Names the page as your router does, `/product/[id]`, from now until the URL changes. */
  setGroup(group: string): void;
}
