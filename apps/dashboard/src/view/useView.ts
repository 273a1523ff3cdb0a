import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import type { View } from "./view.ts";

export type ChangeView = (change: Partial<View>) => void;

const overviewRoute = getRouteApi("/");

/** The view in the URL, and a way to change parts of it. A change of the search text makes no step in the history. */
export function useView(): readonly [View, ChangeView] {
  const view = overviewRoute.useSearch();
  const navigate = overviewRoute.useNavigate();
  const change = useCallback<ChangeView>(
    (part) =>
      void navigate({
        search: (current: View) => ({ ...current, ...part }),
        replace: part.search !== undefined,
        resetScroll: false,
      }),
    [navigate],
  );
  return [view, change];
}
