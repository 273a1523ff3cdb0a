import type { CLSMetric } from "web-vitals";
import type { CLSAttribution } from "../../../../schema/wire.gen";
import { roundVital } from "../vitals";
import type { Memory } from "./memory";

const SOURCES = 3;

/** What moved most: of the largest shifts the element that covers most of each, every element once. */
export function explainCLS({ entries }: CLSMetric, memory: Memory): CLSAttribution {
  const largest = new Map<string, number>();
  for (const shift of [...entries].sort((a, b) => b.value - a.value)) {
    const target = memory.elementOf(shift);
    if (target && !largest.has(target) && largest.size < SOURCES) largest.set(target, roundVital("CLS", shift.value));
  }
  const sources = [...largest].map(([target, value]) => ({ target, value }));
  return { largestShiftTarget: sources[0]?.target, sources };
}
