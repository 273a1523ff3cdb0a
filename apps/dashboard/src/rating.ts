import { vitals, type VitalName, type VitalSummary } from "../../../schema/wire.gen.ts";

export type Rating = NonNullable<VitalSummary["rating"]>;

export type Vital = (typeof vitals)[number];

export function vitalOf(name: VitalName): Vital {
  return vitals.find((vital) => vital.name === name) ?? vitals[0];
}

/** The rating of a value: good up to and with the first threshold, poor above the second. No data has no rating. */
export function rate(name: VitalName, value: number | null): Rating | null {
  if (value === null) return null;
  const vital = vitalOf(name);
  if (value <= vital.good) return "good";
  return value <= vital.poor ? "needs-improvement" : "poor";
}

export const ratingTitles: Record<Rating, string> = {
  good: "Good",
  "needs-improvement": "Needs improvement",
  poor: "Poor",
};
