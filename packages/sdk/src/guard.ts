/** Tells a developer what went wrong; silent unless `debug` was asked for. */
export type Log = (...what: unknown[]) => void;

export const createLog =
  (debug: boolean | undefined): Log =>
  (...what) => {
    if (debug) console.warn("[paceline]", ...what);
  };

/** Wraps what the page or the browser calls, so that a fault of ours never becomes a fault of the page. */
export type Guard = <A extends unknown[]>(run: (...args: A) => void) => (...args: A) => void;

export const createGuard =
  (log: Log): Guard =>
  (run) =>
  (...args) => {
    try {
      run(...args);
    } catch (error) {
      log(error);
    }
  };
