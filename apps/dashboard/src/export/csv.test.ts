import { describe, expect, it } from "vitest";
import { fileName } from "./download.ts";
import { toCsv, type Cell } from "./csv.ts";

const cells = (...values: Cell[]) =>
  toCsv(
    values.map((value, place) => ({ title: `c${place}`, value: () => value })),
    [{}],
  ).split("\r\n")[1];

describe("CSV", () => {
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])("neutralises %j", (text) => {
    expect(cells(text)?.replace(/^"/, "").startsWith("'")).toBe(true);
  });

  it("keeps numbers, negative ones too, and tells no data from 0", () => {
    expect(cells(-1.5, 0, null, undefined, false)).toBe("-1.5,0,,,false");
  });

  it("quotes commas, quotes and line ends", () => {
    expect(toCsv([{ title: "a", value: (row: string) => row }], ['x,"y"\nz'])).toBe('\uFEFFa\r\n"x,""y""\nz"\r\n');
  });

  it("neutralises before it quotes", () => {
    expect(cells('=HYPERLINK("https://evil.example")')).toBe(`"'=HYPERLINK(""https://evil.example"")"`);
  });
});

describe("file names", () => {
  it("are made of plain signs", () => {
    expect(fileName(["my-website", "Slowest pages", "../=x"], "csv")).toBe("my-website_slowest-pages_x.csv");
  });
});
