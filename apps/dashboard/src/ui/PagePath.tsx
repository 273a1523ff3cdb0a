import { pageLink } from "../format/link.ts";
import styles from "./PagePath.module.css";

/** A page's path, one line, with its website below or beside it. It is a link only where it makes a plain http(s) address. */
export function PagePath({ path, website }: { path: string; website: string }) {
  const target = pageLink(website, path);
  return (
    <span className={styles.page} title={`${website}${path}`}>
      {target === null ? (
        <bdi className={styles.path}>{path}</bdi>
      ) : (
        <a className={styles.path} href={target} target="_blank" rel="noreferrer noopener"><bdi>{path}</bdi></a>
      )}
      <bdi className={styles.website}>{website}</bdi>
    </span>
  );
}
