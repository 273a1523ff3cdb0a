import {
  createSortedRowModel,
  metaHelper,
  rowSortingFeature,
  sortFn_basic,
  sortFn_text,
  tableFeatures,
} from "@tanstack/react-table";

/** What our tables can do: be sorted, and say of a column that it is numeric, or the first to go on a narrow screen. */
export const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic, text: sortFn_text },
  columnMeta: metaHelper<{ numeric?: boolean; secondary?: boolean }>(),
});

export type Features = typeof features;

/** "No data" as the tables want it: `undefined` goes last in either direction, while `null` would sort as 0. */
export function sortable(value: number | null): number | undefined {
  return value ?? undefined;
}
