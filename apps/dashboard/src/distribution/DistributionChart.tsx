import { useMemo, useState, type KeyboardEvent } from "react";
import type { Distribution, VitalName } from "../../../../schema/wire.gen.ts";
import { formatBound, formatVital } from "../format/vital.ts";
import { formatShare } from "../format/number.ts";
import { useSize } from "../ui/useSize.ts";
import type { Percentile } from "../view/percentiles.ts";
import { Axes } from "./Axes.tsx";
import { barsOf, placeOf, shareTicks } from "./bars.ts";
import { BinTooltip } from "./BinTooltip.tsx";
import styles from "./DistributionChart.module.css";
import { plotOf } from "./plot.ts";

/** The bins as bars in the colours of the ratings, the thresholds between them, and where the chosen percentile stands. */
export function DistributionChart({
  vital,
  distribution,
  percentile,
}: {
  vital: VitalName;
  distribution: Distribution;
  percentile: Percentile;
}) {
  const [element, width, height] = useSize<HTMLDivElement>();
  const [active, setActive] = useState<number | null>(null);
  const bars = useMemo(() => barsOf(distribution), [distribution]);
  const ticks = useMemo(() => shareTicks(bars), [bars]);
  const plot = plotOf(width, height, ticks.at(-1) ?? 1);
  const shown = active === null ? undefined : bars[active];
  const value = distribution[percentile];

  function walk(event: KeyboardEvent) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Escape") setActive(null);
    if (step === undefined) return;
    event.preventDefault();
    setActive((place) => Math.min(bars.length - 1, Math.max(0, place === null ? 0 : place + step)));
  }

  return (
    <div
      ref={element}
      className={styles.chart}
      role="group"
      tabIndex={0}
      aria-label={`Bins of ${vital}: the arrow keys go through them`}
      onKeyDown={walk}
      onBlur={() => setActive(null)}
      onPointerLeave={() => setActive(null)}
    >
      {width > 0 && (
        <svg width={width} height={height} className={styles.drawing} aria-hidden="true">
          <Axes vital={vital} distribution={distribution} bars={bars} plot={plot} shares={ticks} />
          {bars.map((bar, place) => (
            <rect
              key={bar.from}
              className={styles.bar}
              data-bin={bar.from}
              data-rating={bar.rating}
              data-active={place === active || undefined}
              x={plot.x(bar.start) + (bar.to === null ? 3 : 0.5)}
              width={Math.max(1, plot.x(bar.width) - plot.x(0) - (bar.to === null ? 3 : 1))}
              y={plot.y(bar.share)}
              height={Math.max(bar.count > 0 ? 1.5 : 0, plot.y(0) - plot.y(bar.share))}
            />
          ))}
          {value !== null && (
            <Marker
              x={plot.x(placeOf(bars, value))}
              top={plot.top}
              bottom={plot.y(0)}
              right={width - 8}
              words={`${percentile} ${formatVital(vital, value)}`}
            />
          )}
          {bars.map((bar, place) => (
            <rect
              key={bar.from}
              className={styles.target}
              x={plot.x(bar.start)}
              width={plot.x(bar.width) - plot.x(0)}
              y={plot.top}
              height={Math.max(0, plot.y(0) - plot.top)}
              onPointerEnter={() => setActive(place)}
            />
          ))}
        </svg>
      )}
      {shown !== undefined && (
        <BinTooltip vital={vital} bar={shown} x={plot.x(shown.start + shown.width / 2)} width={width} />
      )}
      <span className="visually-hidden" role="status">
        {shown !== undefined &&
          `${formatBound(vital, shown.from)} to ${shown.to === null ? "more" : formatBound(vital, shown.to)}: ${formatShare(shown.share, 1)}`}
      </span>
    </div>
  );
}

/** The percentile's line with its figure, on whichever side there is room for it. */
function Marker({
  x,
  top,
  bottom,
  right,
  words,
}: {
  x: number;
  top: number;
  bottom: number;
  right: number;
  words: string;
}) {
  const before = x + words.length * 7.5 > right;
  return (
    <g>
      <line className={styles.marker} x1={x} x2={x} y1={top - 4} y2={bottom} />
      <text className={styles.figure} x={before ? x - 6 : x + 6} y={top + 6} textAnchor={before ? "end" : "start"}>
        {words}
      </text>
    </g>
  );
}
