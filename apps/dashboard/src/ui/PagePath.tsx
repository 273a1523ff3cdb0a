import { pageLink } from "../format/link.ts";
import styles from "./PagePath.module.css";

/** A page's path, with its website where that is news. It is a link only where the two make a plain http(s) address. */
export function PagePath({
  path,
  website,
  showWebsite = true,
}: {
  path: string;
  website: string;
  showWebsite?: boolean;
}) {
  const target = pageLink(website, path);
  return (
    <span className={styles.page} title={`${website}${path}`}>
      {target === null ? (
        <bdi className={styles.path}>{path}</bdi>
      ) : (
        <a className={styles.path} href={target} target="_blank" rel="noreferrer noopener">
          <bdi>{path}</bdi>
        </a>
      )}
      {showWebsite && <bdi className={styles.website}>{website}</bdi>}
    </span>
  );
}
