/** A value of a table. No data is an empty cell; a real 0 is a 0. */
export type Cell = string | number | boolean | null | undefined;

export interface CsvColumn<Row> {
  title: string;
  value: (row: Row) => Cell;
}

/**
 * A table as CSV (RFC 4180): CRLF, quotes where they are needed, and a byte order mark, without which spreadsheets
 * read UTF-8 as Latin-1. Texts are of strangers, and a spreadsheet runs what begins like a formula: such cells get an
 * apostrophe in front (https://owasp.org/www-community/attacks/CSV_Injection). Numbers stay numbers.
 */
export function toCsv<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ value }) => value(row)))];
  return `\uFEFF${lines.map((cells) => cells.map(written).join(",")).join("\r\n")}\r\n`;
}

function written(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell !== "string") return String(cell);
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
