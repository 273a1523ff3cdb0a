import { useQuery } from "@tanstack/react-query";
import { refresh, viewsQuery } from "../api/queries.ts";
import { useTold } from "../live/useTold.ts";
import { Answer } from "../ui/Answer.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { TitleLink } from "../ui/TitleLink.tsx";
import type { View } from "../view/view.ts";
import { LatestViews } from "../views/LatestViews.tsx";

/**
 * The newest page views of the range that pass the filters. They are asked for, past the cache, when the live server tells
 * of new ones, and every two seconds while it does not. Seeing one's own is what makes the numbers believable.
 */
export function LiveTicker({
  projectKey,
  view,
  className,
}: {
  projectKey: string;
  view: View;
  className?: string | undefined;
}) {
  const latest = viewsQuery(projectKey, view, 20, true);
  const told = useTold(projectKey, () => void query.refetch());
  const query = useQuery({ ...latest, refetchInterval: told ? refresh.steady : refresh.prompt });
  return (
    <Panel
      title={<TitleLink to="/live">Latest page views</TitleLink>}
      note="Your own visit appears here at once."
      className={className}
    >
      <Answer
        query={query}
        loading={<SkeletonRows rows={9} label="Loading the latest page views" />}
        isEmpty={(views) => views.length === 0}
        empty="No page views in this range. Open one of your pages to see it appear here."
      >
        {(views) => <LatestViews views={views} />}
      </Answer>
    </Panel>
  );
}
