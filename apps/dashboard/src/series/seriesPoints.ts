import type { Bucket, Timeseries, VitalName } from "../../../../schema/wire.gen.ts";
import { toCsv } from "../export/csv.ts";
import { formatCounted } from "../format/number.ts";
import { formatTimeTick } from "../format/time.ts";
import { formatVital } from "../format/vital.ts";
import { vitalOf } from "../rating.ts";
import { seriesPercentiles, type Percentile } from "../view/percentiles.ts";

const hour = 3_600_000;

/** One bucket of one vital. Values are null where no page view reported it. */
export interface Point extends Record<Percentile, number | null> {
  timestamp: string;
  samples: number;
  /** The lines whose value here has no neighbour: a line alone would not show it, so it gets a dot. */
  alone: readonly Percentile[];
}

export function seriesOf(buckets: Timeseries, vital: VitalName): Point[] {
  const { column } = vitalOf(vital);
  const value = (index: number, percentile: Percentile) => buckets[index]?.[`${column}_${percentile}`] ?? null;
  return buckets.map((bucket, index) => ({
    timestamp: bucket.timestamp,
    samples: bucket[`${column}_samples`],
    p50: value(index, "p50"),
    p75: value(index, "p75"),
    p90: value(index, "p90"),
    p95: value(index, "p95"),
    p99: value(index, "p99"),
    alone: seriesPercentiles.filter(
      (percentile) =>
        value(index, percentile) !== null &&
        value(index - 1, percentile) === null &&
        value(index + 1, percentile) === null,
    ),
  }));
}

export function seriesCsv(buckets: Timeseries, vital: VitalName): string {
  const { column } = vitalOf(vital);
  return toCsv(
    [
      { title: "timestamp", value: (bucket) => bucket.timestamp },
      { title: "page_views", value: (bucket) => bucket.sample_count },
      { title: "estimated_page_views", value: (bucket) => bucket.estimated_count },
      { title: `${column}_samples`, value: (bucket) => bucket[`${column}_samples`] },
      ...seriesPercentiles.map((percentile) => ({
        title: `${column}_${percentile}`,
        value: (bucket: Bucket) => bucket[`${column}_${percentile}`],
      })),
    ],
    buckets,
  );
}

/** The ticks of the value axis, from 0 in round steps: room for the lines drawn, and always for the threshold of "good". */
export function axisTicks(series: readonly Point[], lines: readonly Percentile[], good: number): number[] {
  const values = series.flatMap((point) => lines.map((line) => point[line] ?? 0));
  const top = values.reduce((greatest, value) => Math.max(greatest, value), good * 1.2);
  const magnitude = 10 ** Math.floor(Math.log10(top / 5));
  const step = [1, 2, 2.5, 5, 10].map((times) => times * magnitude).find((size) => size * 5 >= top) ?? top;
  return Array.from({ length: Math.ceil(top / step) + 1 }, (_, tick) => Number((tick * step).toPrecision(12)));
}

/** The buckets that get a tick of the time axis: the first of each hour, or of each day where the span is of days. */
export function timeTicks(series: readonly Point[], spanMilliseconds: number): string[] {
  const labels = series.map(({ timestamp }) =>
    formatTimeTick(timestamp, spanMilliseconds).replace(/:\d\d$/, spanMilliseconds > 2 * hour ? "" : "$&"),
  );
  return series
    .filter((_, index) => index > 0 && labels[index] !== labels[index - 1])
    .map(({ timestamp }) => timestamp);
}

/** The chart in words, for those who do not see it. */
export function describeSeries(buckets: Timeseries, vital: VitalName, lines: readonly Percentile[]): string {
  const series = seriesOf(buckets, vital);
  const samples = series.reduce((sum, point) => sum + point.samples, 0);
  const told = lines.map((line) => {
    const values = series.flatMap((point) => point[line] ?? []);
    const latest = values.at(-1);
    if (latest === undefined) return `${line}: no data.`;
    const [least, greatest] = [Math.min(...values), Math.max(...values)];
    return `${line}: between ${formatVital(vital, least)} and ${formatVital(vital, greatest)}, latest ${formatVital(vital, latest)}.`;
  });
  return [`${vital} over time, ${formatCounted(samples, "sample")}.`, ...told].join(" ");
}
