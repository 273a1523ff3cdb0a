import {
  CartesianGrid,
  Line,
  LineChart,
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
import type { SeriesPercentile } from "../view/percentiles.ts";
import styles from "./SeriesChart.module.css";
import { axisTicks, type Point } from "./seriesPoints.ts";
import { SeriesTooltip } from "./SeriesTooltip.tsx";

/** Lines stay apart by width and dash as well as by colour. */
const strokes: Record<SeriesPercentile, { width: number; dash?: string }> = {
  p50: { width: 1.5, dash: "2 3" },
  p75: { width: 2.25 },
  p95: { width: 1.5, dash: "6 4" },
};

/** The chart itself; it is loaded by itself, after the numbers. */
export default function SeriesChart({
  series,
  vital,
  lines,
}: {
  series: Point[];
  vital: VitalName;
  lines: readonly SeriesPercentile[];
}) {
  const { good, poor } = vitalOf(vital);
  const ticks = axisTicks(series, lines, good);
  const top = ticks.at(-1) ?? good;
  const span = Date.parse(series.at(-1)?.timestamp ?? "") - Date.parse(series[0]?.timestamp ?? "");
  return (
    <ResponsiveContainer className={styles.chart} width="100%" height="100%">
      <LineChart data={series} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="timestamp"
          tickFormatter={(timestamp: string) => formatTimeTick(timestamp, span)}
          minTickGap={48}
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
        <Threshold vital={vital} value={good} word="good" tone="var(--good)" />
        {poor < top && <Threshold vital={vital} value={poor} word="poor" tone="var(--poor)" />}
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: "var(--line-strong)" }}
          content={<SeriesTooltip vital={vital} lines={lines} />}
        />
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
      </LineChart>
    </ResponsiveContainer>
  );
}

function Threshold({
  vital,
  value,
  word,
  tone,
}: {
  vital: VitalName;
  value: number;
  word: "good" | "poor";
  tone: string;
}) {
  const label = word === "good" ? `good ≤ ${formatBound(vital, value)}` : `poor > ${formatBound(vital, value)}`;
  return (
    <ReferenceLine
      y={value}
      stroke={tone}
      strokeOpacity={0.7}
      strokeDasharray="3 3"
      label={{
        value: label,
        position: "insideBottomRight",
        fill: tone,
        fontSize: 11,
        stroke: "var(--surface)",
        strokeWidth: 4,
        paintOrder: "stroke",
      }}
    />
  );
}

function LonelyDot({ props, line }: { props: DotItemDotProps; line: SeriesPercentile }) {
  const point = props.payload as Point;
  if (!point.alone.includes(line) || props.cx === undefined || props.cy === undefined) return null;
  return <circle cx={props.cx} cy={props.cy} r={2.5} fill={`var(--series-${line})`} />;
}
