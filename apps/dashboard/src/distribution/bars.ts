import type { Distribution, DistributionBin } from "../../../../schema/wire.gen.ts";
import type { Rating } from "../rating.ts";

/** A bin as it is drawn. */
export interface Bar {
  from: number;
  /** null for the last, which holds all that is greater. */
  to: number | null;
  count: number;
  /** Of all page views with a value: from 0 to 1. */
  share: number;
  rating: Rating;
  /** Where it begins and how wide it is, from 0 to 1 of the plot's width. */
  start: number;
  width: number;
}

/** How much wider than the other bars the last one is: it stands for all values beyond, and its label needs room. */
const overflowWidth = 2;

/** The bins as bars side by side. Both thresholds are edges of bins, so every bar has one rating. */
export function barsOf({ bins, good, poor }: Pick<Distribution, "bins" | "good" | "poor">): Bar[] {
  const total = bins.reduce((sum, bin) => sum + bin.count, 0);
  const units = bins.map(({ to }) => (to === null ? overflowWidth : 1));
  const all = units.reduce((sum, unit) => sum + unit, 0);
  let before = 0;
  return bins.map(({ from, to, count }, place) => {
    const start = before / all;
    before += units[place] ?? 0;
    const rating = from < good ? "good" : from < poor ? "needs-improvement" : "poor";
    const width = (units[place] ?? 0) / all;
    return { from, to, count, share: total === 0 ? 0 : count / total, rating, start, width };
  });
}

/** Where a value stands, from 0 to 1 of the plot's width; within the last bar all values stand in its middle. */
export function placeOf(bars: readonly Bar[], value: number): number {
  const bar = bars.find(({ to }) => to === null || value <= to);
  if (bar === undefined) return 1;
  if (bar.to === null) return bar.start + bar.width / 2;
  return bar.start + bar.width * Math.max(0, (value - bar.from) / (bar.to - bar.from));
}

/** The edges that get a tick: about so many, evenly, and always both thresholds. */
export function edgeTicks(bins: readonly DistributionBin[], thresholds: readonly number[], about: number): number[] {
  const edges = bins.map(({ from }) => from);
  const step = Math.max(1, Math.ceil(edges.length / about));
  const near = step * 0.8;
  const at = thresholds.map((threshold) => edges.indexOf(threshold)).filter((place) => place >= 0);
  return edges.filter(
    (_, place) =>
      at.includes(place) || (place % step === 0 && at.every((threshold) => Math.abs(place - threshold) > near)),
  );
}

/** Round shares for the height of the plot: 0, 5 %, 10 %. */
export function shareTicks(bars: readonly Bar[]): number[] {
  const top = bars.reduce((greatest, { share }) => Math.max(greatest, share), 0);
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25].find((size) => size * 4 >= top) ?? 0.25;
  return Array.from({ length: Math.max(1, Math.ceil(top / step)) + 1 }, (_, tick) => tick * step);
}
