import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type DotItemDotProps,
} from "recharts";
import type { VitalName } from "../../../../schema/wire.gen.ts";
import { formatTimeTick } from "../format/time.ts";
import { formatBound } from "../format/vital.ts";
import { vitalOf } from "../rating.ts";
import type { Percentile } from "../view/percentiles.ts";
import styles from "./SeriesChart.module.css";
import { axisTicks, timeTicks, type Point } from "./seriesPoints.ts";
import { SeriesTooltip } from "./SeriesTooltip.tsx";

/** Lines stay apart by width and dash as well as by colour. */
const strokes: Record<Percentile, { width: number; dash?: string }> = {
  p50: { width: 1.25, dash: "2 3" },
  p75: { width: 2.25 },
  p90: { width: 1.25, dash: "8 3 2 3" },
  p95: { width: 1.25, dash: "6 4" },
  p99: { width: 1, dash: "1 2" },
};

/** The chart itself; it is loaded by itself, after the numbers. */
export default function SeriesChart({
  series,
  vital,
  lines,
}: {
  series: Point[];
  vital: VitalName;
  lines: readonly Percentile[];
}) {
  const { good, poor } = vitalOf(vital);
  const banded = lines.includes("p50") && lines.includes("p95");
  const ticks = axisTicks(series, lines, good);
  const top = ticks.at(-1) ?? good;
  const span = Date.parse(series.at(-1)?.timestamp ?? "") - Date.parse(series[0]?.timestamp ?? "");
  return (
    <ResponsiveContainer className={styles.chart} width="100%" height="100%">
      <ComposedChart data={series} margin={{ top: 8, right: 40, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="timestamp"
          tickFormatter={(timestamp: string) => formatTimeTick(timestamp, span)}
          ticks={timeTicks(series, span)}
          interval="equidistantPreserveStart"
          minTickGap={24}
          tickLine={false}
          axisLine={{ stroke: "var(--line-strong)" }}
          tick={{ fill: "var(--ink-soft)", fontSize: 12 }}
        />
        <YAxis
          width={58}
          domain={[0, top]}
          tickFormatter={(value: number) => (value === 0 ? "0" : formatBound(vital, value))}
          ticks={ticks}
          interval={0}
          tickLine={false}
          axisLine={false}
          tick={{ fill: "var(--ink-soft)", fontSize: 12 }}
        />
        <Threshold value={good} word="good" tone="var(--good)" />
        {poor < top && <Threshold value={poor} word="poor" tone="var(--poor)" />}
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: "var(--line-strong)" }}
          content={<SeriesTooltip vital={vital} lines={lines} />}
        />
        {banded && (
          <Area
            dataKey={(point: Point) => (point.p50 === null || point.p95 === null ? null : [point.p50, point.p95])}
            type="linear"
            fill="var(--series-p75)"
            fillOpacity={0.13}
            stroke="none"
            connectNulls={false}
            isAnimationActive={false}
            activeDot={false}
          />
        )}
        {lines.map((line) => (
          <Line
            key={line}
            dataKey={line}
            type="linear"
            stroke={`var(--series-${line})`}
            strokeWidth={strokes[line].width}
            {...(strokes[line].dash === undefined ? {} : { strokeDasharray: strokes[line].dash })}
            connectNulls={false}
            isAnimationActive={false}
            dot={(props: DotItemDotProps) => <LonelyDot key={props.key} props={props} line={line} />}
            activeDot={{ r: 4 }}
          />
        ))}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** A threshold, named beside the plot so that its word never lies on a line: "good" hangs below it, "poor" stands above. */
function Threshold({ value, word, tone }: { value: number; word: "good" | "poor"; tone: string }) {
  return (
    <ReferenceLine
      y={value}
      stroke={tone}
      strokeOpacity={0.75}
      strokeDasharray="3 3"
      label={{ value: word, position: "right", dy: word === "good" ? 7 : -5, fill: tone, fontSize: 12 }}
    />
  );
}

function LonelyDot({ props, line }: { props: DotItemDotProps; line: Percentile }) {
  const point = props.payload as Point;
  if (!point.alone.includes(line) || props.cx === undefined || props.cy === undefined) return null;
  return <circle cx={props.cx} cy={props.cy} r={2.5} fill={`var(--series-${line})`} />;
}
