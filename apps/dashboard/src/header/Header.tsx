import { Link } from "@tanstack/react-router";
import type { Project } from "../../../../schema/wire.gen.ts";
import { FilterBar } from "../filter/FilterBar.tsx";
import { Select } from "../ui/Select.tsx";
import { percentileTitles, percentiles } from "../view/percentiles.ts";
import { elsewhere, type ChangeView } from "../view/useView.ts";
import type { View } from "../view/view.ts";
import styles from "./Header.module.css";
import { RangePicker } from "./RangePicker.tsx";
import { ThemeToggle } from "./ThemeToggle.tsx";

const percentileChoices = percentiles.map((name) => ({ name, title: percentileTitles[name] }));

/** What is looked at: which project, which of its page views, over which time, at which percentile. */
export function Header({
  projects,
  current,
  view,
  onChange,
}: {
  projects: readonly Project[];
  current: string | undefined;
  view: View;
  onChange: ChangeView;
}) {
  return (
    <header className={styles.header}>
      <a className={styles.skip} href="#main">
        Skip to the numbers
      </a>
      <div className={styles.row}>
        <Link className={styles.brand} to="/" search={elsewhere(view)} activeProps={{ "aria-current": undefined }}>
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="8" />
            <path d="M6 20h5l3-9 4 14 3-8h5" />
          </svg>
          <span>Paceline</span>
        </Link>
        <div className={styles.project}>
          <Select
            label="Project"
            value={current}
            choices={projects.map(({ projectKey }) => ({ name: projectKey, title: projectKey }))}
            onChange={(project) => onChange({ project })}
          />
        </div>
        <div className={styles.filters}>
          {current !== undefined && <FilterBar projectKey={current} view={view} onChange={onChange} />}
        </div>
        <div className={styles.span}>
          <RangePicker view={view} onChange={onChange} />
          <Select
            label="Percentile"
            value={view.percentile}
            choices={percentileChoices}
            onChange={(percentile) => onChange({ percentile })}
          />
        </div>
        <ThemeToggle />
      </div>
    </header>
  );
}
