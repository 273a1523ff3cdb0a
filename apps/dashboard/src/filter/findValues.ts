import type { Breakdown, BreakdownRow, DimensionName } from "../../../../schema/wire.gen.ts";
import { formatDimensionValue } from "../format/dimension.ts";
import { filterable } from "../view/filters.ts";

/** The values that contain the text, as they are on the wire or as people say them. */
export function findValues(rows: Breakdown, dimension: DimensionName, text: string): readonly BreakdownRow[] {
  const wanted = text.trim().toLowerCase();
  return rows.filter(
    ({ dimension_value: value }) =>
      filterable(value) &&
      (value.toLowerCase().includes(wanted) || formatDimensionValue(dimension, value).toLowerCase().includes(wanted)),
  );
}
