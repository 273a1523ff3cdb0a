import type { Client } from "./options";

interface Navigation {
  readonly to: { readonly route: { readonly id: string | null } } | null;
}

/** Names pages by SvelteKit's route ids: `afterNavigate(nameRoute(client))` in the root layout. Layout groups are left out. */
export const nameRoute =
  (client: Pick<Client, "setGroup">) =>
  ({ to }: Navigation): void => {
    const id = to?.route.id?.replace(/\/\([^)]*\)/g, "");
    if (id !== undefined) client.setGroup(id || "/");
  };

/** Reports what SvelteKit catches: `export const handleError = reportHandled(client)` in `hooks.client`. */
export const reportHandled =
  (client: Pick<Client, "reportError">) =>
  ({ error }: { readonly error: unknown }): void =>
    client.reportError(error);
