/** Milliseconds to one decimal place, as vitals are. */
export const ms = (value: number): number => Math.round(value * 10) / 10;
