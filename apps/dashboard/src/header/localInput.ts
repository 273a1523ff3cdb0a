/** A moment as a datetime-local input holds it: the wall clock of the viewer's time zone, to the minute. */
export function localInput(moment: string | number): string {
  const date = new Date(moment);
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The moment that such an input holds, as RFC 3339; empty where it holds none. */
export function momentOf(input: string): string {
  const date = new Date(input);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}
