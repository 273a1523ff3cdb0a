import { Link } from "@tanstack/react-router";
import { elsewhere } from "../view/useView.ts";
import { readView } from "../view/view.ts";
import styles from "./PagePath.module.css";

/** A page's path, with its website where that is news. It leads to the page's own screen. */
export function PagePath({
  path,
  website,
  showWebsite = true,
  pageId,
}: {
  path: string;
  website: string;
  showWebsite?: boolean;
  pageId: number;
}) {
  return (
    <span className={styles.page} title={`${website}${path}`}>
      <Link
        className={styles.path}
        to="/pages/$pageId"
        params={{ pageId: String(pageId) }}
        search={(current) => elsewhere(readView(current))}
        preload={false}
      >
        <bdi>{path}</bdi>
      </Link>
      {showWebsite && <bdi className={styles.website}>{website}</bdi>}
    </span>
  );
}
