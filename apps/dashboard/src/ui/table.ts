import {
  createSortedRowModel,
  metaHelper,
  rowSortingFeature,
  sortFn_basic,
  sortFn_text,
  tableFeatures,
} from "@tanstack/react-table";

/** What a column says of itself: that it is numeric, that it goes first on a narrow screen, how wide it is among many rows. */
export interface ColumnMeta {
  numeric?: boolean;
  secondary?: boolean;
  width?: string;
}

/** What our tables can do: be sorted. */
export const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic, text: sortFn_text },
  columnMeta: metaHelper<ColumnMeta>(),
});

export type Features = typeof features;

/** The order in a link: a column, with a minus before it for the greatest first. */
export function readSort(text: string): { id: string; desc: boolean } | null {
  return text === "" ? null : { id: text.replace(/^-/, ""), desc: text.startsWith("-") };
}

export function writeSort({ id, desc }: { id: string; desc: boolean }): string {
  return desc ? `-${id}` : id;
}

/** "No data" as the tables want it: `undefined` goes last in either direction, while `null` would sort as 0. */
export function sortable(value: number | null): number | undefined {
  return value ?? undefined;
}
