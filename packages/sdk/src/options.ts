/** What {@link init} needs to know. Only `project`, `key` and `endpoint` are required. */
export interface Options {
  /** The project's key: the name it was added under, `[A-Za-z0-9_-]{1,64}`. */
  project: string;
  /** The project's ingest key, `pl_…`. It is public: it can only send. */
  key: string;
  /** Where ingest listens, without a path of its own: `https://rum.example.com`. A proxied prefix is fine too. */
  endpoint: string;
  /** The version of your site, to compare releases by. */
  release?: string;
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

/** What a running SDK can be asked for. No method ever throws. */
export interface Client {
  /** Records an event of your own: `custom("cart_size", 3, { currency: "EUR" })`. `value` is any finite number. */
  custom(name: string, value?: number, data?: Record<string, unknown>): void;
  /** Records an error that you caught. Anything can be passed; an `Error` tells most. */
  reportError(error: unknown): void;
  /** Sends what is buffered now instead of within 5 s. */
  flush(): void;
  /** Sends what is buffered and stops measuring. */
  stop(): void;
}
