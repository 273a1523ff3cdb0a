import type { Client } from "./options";

interface Route {
  readonly matched: readonly { readonly path: string }[];
}

interface App {
  readonly config: { errorHandler?: ((...args: never[]) => void) | null | undefined };
}

interface Router {
  afterEach(hear: (to: Route) => void): unknown;
}

/**
 * A plugin for Vue: `app.use(paceline(client, router))`. Pages are named by the routes they match, and what components
 * throw is reported. An error handler that the app has set before is called too; without one the error is thrown on.
 */
export const paceline = (client: Pick<Client, "reportError" | "setGroup">, router?: Router) => ({
  install({ config }: App): void {
    const before = config.errorHandler as ((...args: unknown[]) => void) | null | undefined;
    config.errorHandler = ((error: unknown, ...rest: unknown[]) => {
      client.reportError(error);
      if (!before) throw error;
      before(error, ...rest);
    }) as (...args: never[]) => void;
    router?.afterEach(({ matched }) => {
      const route = matched[matched.length - 1];
      if (route) client.setGroup(route.path);
    });
  },
});
