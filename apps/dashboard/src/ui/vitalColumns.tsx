import type { VitalName } from "../../../../schema/wire.gen.ts";
import type { CellContext } from "@tanstack/react-table";
import { formatCount, formatEstimate } from "../format/number.ts";
import { VitalValue } from "./VitalValue.tsx";
import type { Features } from "./table.ts";

/** A cell with a vital's value; the table's `undefined` is "no data". */
export function vitalCell<Row extends object>(vital: VitalName) {
  return ({ getValue }: CellContext<Features, Row, number | undefined>) => (
    <VitalValue vital={vital} value={getValue() ?? null} />
  );
}

/** A cell with a count in full. */
export function countCell<Row extends object>({ getValue }: CellContext<Features, Row, number>) {
  return <data value={getValue()}>{formatCount(getValue())}</data>;
}

/** A cell with the page views of a row: where they are a sample, about how many that stands for. */
export function viewsCell<Row extends { sample_count: number; estimated_count: number }>({
  row: { original: row },
}: CellContext<Features, Row, number>) {
  const { sample_count: measured, estimated_count: estimated } = row;
  return (
    <data value={estimated} title={estimated === measured ? undefined : `${formatCount(measured)} measured`}>
      {formatEstimate(estimated, measured)}
    </data>
  );
}
