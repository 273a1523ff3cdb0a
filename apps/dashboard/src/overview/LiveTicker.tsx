import { LatestViewsPanel } from "../views/LatestViewsPanel.tsx";
import type { View } from "../view/view.ts";

/** The overview's place for what happens now: the newest page views, asked for every two seconds. */
export function LiveTicker(place: { projectKey: string; view: View; className?: string | undefined }) {
  return <LatestViewsPanel {...place} />;
}
