/**
 * Values as an SVG path over a width and a height, from 0 at the ground to the greatest at the top. Where there is no
 * value, the line is broken; a value without neighbours is a dot.
 */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
  const top = values.reduce<number>((greatest, value) => Math.max(greatest, value ?? 0), 0);
  const x = (place: number) => round((place / Math.max(1, values.length - 1)) * width);
  const y = (value: number) => round(height - (top === 0 ? 0 : value / top) * height);
  return values
    .map((value, place) => {
      if (value === null) return "";
      const starts = (values[place - 1] ?? null) === null;
      const alone = starts && (values[place + 1] ?? null) === null;
      return `${starts ? "M" : "L"}${x(place)} ${y(value)}${alone ? "h0" : ""}`;
    })
    .join("");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
