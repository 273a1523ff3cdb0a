import { PagePath } from "../ui/PagePath.tsx";
import { Panel } from "../ui/Panel.tsx";
import { ShareList } from "../ui/ShareList.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { TitleLink } from "../ui/TitleLink.tsx";
import { severalWebsites } from "../pages/severalWebsites.ts";
import styles from "./LiveScreen.module.css";
import type { LivePage } from "./stretch.ts";

/** Which pages are looked at now. */
export function LivePages({
  pages,
  views,
  className,
}: {
  pages: readonly LivePage[] | undefined;
  views: number;
  className: string | undefined;
}) {
  const several = severalWebsites(pages ?? []);
  return (
    <Panel title={<TitleLink to="/pages">By page</TitleLink>} note="New page views" className={className}>
      {pages === undefined ? (
        <SkeletonRows rows={7} label="Waiting for pages" />
      ) : pages.length === 0 ? (
        <p className={styles.empty}>No new page views.</p>
      ) : (
        <ShareList
          total={views}
          shares={pages.slice(0, 20).map(({ id, path, website, views: count }) => ({
            id: String(id),
            name: <PagePath path={path} website={website} pageId={id} showWebsite={several} />,
            count,
          }))}
        />
      )}
    </Panel>
  );
}
