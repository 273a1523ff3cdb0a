import { vitals, type Distribution } from "../../../schema/wire.gen.ts";
import { summary, type Scale } from "./answers.ts";

/** How many bins lie below the threshold of good, and how many below that of poor: as the server cuts them, all alike. */
const bins = { cls: [8, 20], inp: [8, 20], fid: [8, 24] } as const;

/** A distribution with a long tail, whose ratings are those of the summary. */
export function distribution(scale: Scale, range: string, metric: string, now: number): Distribution {
  const vital = vitals.find(({ column }) => column === metric) ?? vitals[0];
  const { [vital.column]: whole, method, relativeError, from, to } = summary(scale, range, now);
  const [good, poor] = bins[vital.column as keyof typeof bins] ?? [20, 32];
  const width = vital.good / good;
  const edges = Array.from({ length: 50 }, (_, place) => place * width);
  const zones = [whole.ratings.good, whole.ratings.needsImprovement, whole.ratings.poor] as const;
  const weights = edges.map((_, place) => Math.exp(-((Math.log((place + 0.6) / (good * 0.55)) / 0.62) ** 2) / 2));
  const zoneOf = (place: number) => (place < good ? 0 : place < poor ? 1 : 2);
  const sums = [0, 0, 0];
  weights.forEach((weight, place) => (sums[zoneOf(place)]! += weight));
  return {
    metric: vital.column,
    unit: vital.unit,
    good: vital.good,
    poor: vital.poor,
    ...whole,
    method,
    relativeError,
    from,
    to,
    bins:
      whole.samples === 0
        ? []
        : edges.map((edge, place) => ({
            from: edge,
            to: edges[place + 1] ?? null,
            count: Math.round((zones[zoneOf(place)]! * weights[place]!) / sums[zoneOf(place)]!),
          })),
  };
}
