import { formatDimensionValue, titleOfDimension } from "../format/dimension.ts";
import { removeFilter, writeFilter, type Filter } from "../view/filters.ts";
import type { ChangeView } from "../view/useView.ts";
import type { View } from "../view/view.ts";
import { Popover } from "../ui/Popover.tsx";
import { AddFilter } from "./AddFilter.tsx";
import styles from "./FilterBar.module.css";

/** Which page views are looked at: a chip for each filter, and a way to add one. They hold for every screen. */
export function FilterBar({ projectKey, view, onChange }: { projectKey: string; view: View; onChange: ChangeView }) {
  const { filters } = view;
  return (
    <div className={styles.bar} role="group" aria-label="Filters">
      <Popover
        label="Add a filter"
        buttonClass={styles.add}
        button={
          <>
            <svg className={styles.icon} viewBox="0 0 16 16" aria-hidden="true">
              <path d="M2 3.5h12M4.5 8h7M7 12.5h2" />
            </svg>
            Filter
          </>
        }
      >
        {(close) => <AddFilter projectKey={projectKey} view={view} onChange={onChange} onDone={close} />}
      </Popover>
      {filters.length > 0 && (
        <ul className={styles.chips}>
          {filters.map((filter) => (
            <Chip
              key={writeFilter(filter)}
              filter={filter}
              onRemove={(value) => onChange({ filters: removeFilter(filters, filter, value) })}
            />
          ))}
        </ul>
      )}
      {filters.length > 1 && (
        <button type="button" className={styles.clear} onClick={() => onChange({ filters: [] })}>
          Clear
        </button>
      )}
    </div>
  );
}

function Chip({ filter, onRemove }: { filter: Filter; onRemove: (value: string) => void }) {
  const title = titleOfDimension(filter.dimension);
  return (
    <li className={styles.chip}>
      <span className={styles.name}>
        {title} {filter.negated ? "is not" : "is"}
      </span>
      {filter.values.map((value) => {
        const said = formatDimensionValue(filter.dimension, value);
        return (
          <button
            key={value}
            type="button"
            className={styles.value}
            title={`Remove ${said}`}
            aria-label={`Remove the filter ${title} ${filter.negated ? "is not" : "is"} ${said}`}
            onClick={() => onRemove(value)}
          >
            <bdi>{said}</bdi>
            <svg viewBox="0 0 10 10" aria-hidden="true">
              <path d="m2 2 6 6m0-6-6 6" />
            </svg>
          </button>
        );
      })}
    </li>
  );
}
