import { useQuery } from "@tanstack/react-query";
import { latestViewsQuery } from "../api/queries.ts";
import { Answer } from "../ui/Answer.tsx";
import { TitleLink } from "../ui/TitleLink.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import type { View } from "../view/view.ts";
import { LatestViews } from "./LatestViews.tsx";

/** The newest page views as they come in. Seeing one's own is what makes the numbers believable. */
export function LatestViewsPanel({
  projectKey,
  view,
  className,
}: {
  projectKey: string;
  view: View;
  className?: string | undefined;
}) {
  const query = useQuery(latestViewsQuery(projectKey, view));
  return (
    <Panel
      title={<TitleLink to="/live">Latest page views</TitleLink>}
      note="Your own visit appears here within a second or two."
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
