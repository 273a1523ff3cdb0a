import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { dimensions, type Breakdown, type DimensionName } from "../../../../schema/wire.gen.ts";
import { breakdownQuery } from "../api/queries.ts";
import { formatDimensionValue, titleOfDimension } from "../format/dimension.ts";
import { formatShortCount } from "../format/number.ts";
import { Answer } from "../ui/Answer.tsx";
import { Select } from "../ui/Select.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { addFilter, filterable } from "../view/filters.ts";
import type { ChangeView } from "../view/useView.ts";
import type { View } from "../view/view.ts";
import styles from "./AddFilter.module.css";
import { findValues } from "./findValues.ts";

const senses = [
  { name: "is", title: "is" },
  { name: "is-not", title: "is not" },
] as const;

/** Chooses a dimension, whether it shall be or not be, and one of the values that page views have. */
export function AddFilter({
  projectKey,
  view,
  onChange,
  onDone,
}: {
  projectKey: string;
  view: View;
  onChange: ChangeView;
  onDone: () => void;
}) {
  const [dimension, setDimension] = useState<DimensionName>(view.dimension);
  const [sense, setSense] = useState<(typeof senses)[number]["name"]>("is");
  const [text, setText] = useState("");
  // The values there are without the filters of this dimension: one may want a second one.
  const scope = { ...view, filters: view.filters.filter((filter) => filter.dimension !== dimension) };
  const query = useQuery(breakdownQuery(projectKey, scope, dimension));
  const add = (value: string) => {
    onChange({ filters: addFilter(view.filters, dimension, value, sense === "is-not") });
    onDone();
  };

  return (
    <div className={styles.form}>
      <div className={styles.choice}>
        <Select label="Filter by" value={dimension} choices={dimensions} onChange={setDimension} />
        <Select label="Sense" value={sense} choices={senses} onChange={setSense} />
      </div>
      <input
        type="search"
        autoFocus
        className={styles.search}
        aria-label={`Find a value of ${titleOfDimension(dimension)}`}
        placeholder="Find a value"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className={styles.list}>
        <Answer
          query={query}
          loading={<SkeletonRows rows={4} label="Loading the values" />}
          isEmpty={(rows) => rows.length === 0}
          empty="No page views in this range, so there are no values to choose from."
        >
          {(rows) => <Values rows={rows} dimension={dimension} text={text} onChoose={add} />}
        </Answer>
      </div>
    </div>
  );
}

function Values({
  rows,
  dimension,
  text,
  onChoose,
}: {
  rows: Breakdown;
  dimension: DimensionName;
  text: string;
  onChoose: (value: string) => void;
}) {
  const found = findValues(rows, dimension, text);
  const typed = text.trim();
  // Only the values with the most page views are listed; others can be typed.
  const other = filterable(typed) && rows.every((row) => row.dimension_value !== typed);
  return (
    <ul>
      {found.map(({ dimension_value: value, estimated_count: count }) => (
        <li key={value}>
          <button type="button" className={styles.value} onClick={() => onChoose(value)}>
            <bdi>{formatDimensionValue(dimension, value)}</bdi>
            <span className={styles.count}>
              {formatShortCount(count)}
              <span className="visually-hidden"> page views</span>
            </span>
          </button>
        </li>
      ))}
      {other && (
        <li>
          <button type="button" className={styles.value} onClick={() => onChoose(typed)}>
            <span>
              Exactly “<bdi>{typed}</bdi>”
            </span>
          </button>
        </li>
      )}
      {found.length === 0 && !other && <li className={styles.none}>No value contains this.</li>}
    </ul>
  );
}
