/** How dark a country is, from 0 for none to 4 for the greatest: by powers, so that small countries show beside a large one. */
export function levelOf(count: number, most: number): 0 | 1 | 2 | 3 | 4 {
  if (count <= 0 || most <= 0) return 0;
  const level = 4 - Math.floor(Math.log(most / count) / Math.log(4));
  return Math.max(1, Math.min(4, level)) as 1 | 2 | 3 | 4;
}
