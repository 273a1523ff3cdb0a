import { useState, type MouseEvent } from "react";
import { useProject } from "../frame/project.ts";
import { download, fileName } from "./download.ts";
import styles from "./Exports.module.css";
import { toPng } from "./png.ts";

/**
 * What is in a panel, to take away: a table's rows as CSV, and a chart, the first drawing in the panel's figure, as
 * PNG.
 */
export function Exports({
  title,
  csv,
  png = false,
}: {
  /** What it is, for the file's name, the picture's caption and screen readers. */
  title: string;
  csv?: (() => string) | undefined;
  png?: boolean;
}) {
  const { projectKey } = useProject();
  const [failed, setFailed] = useState("");

  async function savePicture({ currentTarget }: MouseEvent) {
    const drawing = currentTarget.closest("section")?.querySelector<SVGSVGElement>("figure svg");
    if (drawing === null || drawing === undefined) return setFailed("There is no chart to export.");
    try {
      download(fileName([projectKey, title], "png"), await toPng(drawing, `${title} · ${projectKey}`));
      setFailed("");
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <span className={styles.exports}>
      {csv !== undefined && (
        <button
          type="button"
          className={styles.export}
          aria-label={`Export ${title} as CSV`}
          title="Export as CSV"
          onClick={() =>
            download(fileName([projectKey, title], "csv"), new Blob([csv()], { type: "text/csv;charset=utf-8" }))
          }
        >
          CSV
        </button>
      )}
      {png && (
        <button
          type="button"
          className={styles.export}
          aria-label={`Export ${title} as PNG`}
          title="Export as PNG"
          onClick={(event) => void savePicture(event)}
        >
          PNG
        </button>
      )}
      <span className={failed === "" ? "visually-hidden" : styles.failed} role="status">
        {failed}
      </span>
    </span>
  );
}
