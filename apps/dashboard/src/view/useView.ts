import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { readView, type View } from "./view.ts";

export type ChangeView = (change: Partial<View>) => void;

const root = getRouteApi("__root__");

/**
 * The view in the URL, and a way to change parts of it without leaving the screen. A change of the search text or the
 * sorting makes no step in the history.
 */
export function useView(): readonly [View, ChangeView] {
  const view = root.useSearch();
  const navigate = useNavigate();
  const change = useCallback<ChangeView>(
    (part) =>
      void navigate({
        to: ".",
        search: (current) => ({ ...readView(current), ...part }),
        replace: part.search !== undefined || part.sort !== undefined,
        resetScroll: false,
      }),
    [navigate],
  );
  return [view, change];
}

/** The view for a link to another screen: the search text and the sorting belong to the screen one leaves. */
export function elsewhere(view: View): View {
  return { ...view, search: "", sort: "" };
}
