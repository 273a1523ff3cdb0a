import { ms } from "./attribution/round";
import type { Part } from "./kit";
import { observe } from "./observe";

const MAX_SUMS = 10;
const SLOWEST = 3;
const REST = "(other)";

/**
 * Sums up what the page loaded since the last time, by host and what asked for it, and keeps the slowest three whole:
 * a few events whenever the page is hidden, not one for each resource.
 */
export const resources: Part = ({ options, guard, scrub, record, atHide }) => {
  if (!options.resources) return () => {};
  let sums = new Map<string, { count: number; bytes: number; duration: number }>();
  let slowest: PerformanceResourceTiming[] = [];

  function add({ name, initiatorType, transferSize, duration }: PerformanceResourceTiming) {
    let key = `${new URL(name, location.href).host} ${initiatorType}`;
    if (!sums.has(key) && sums.size >= MAX_SUMS) key = REST;
    const sum = sums.get(key) ?? { count: 0, bytes: 0, duration: 0 };
    sum.count++;
    sum.bytes += transferSize;
    sum.duration = ms(sum.duration + duration);
    sums.set(key, sum);
  }

  const seen = observe<PerformanceResourceTiming>(
    ["resource"],
    guard((entries) => {
      const others = entries.filter(({ name }) => !name.startsWith(options.endpoint));
      others.forEach(add);
      slowest = [...slowest, ...others].sort((a, b) => b.duration - a.duration).slice(0, SLOWEST);
    }),
  );

  const stopHide = atHide(() => {
    seen.takeWaiting();
    for (const [name, data] of sums) record({ type: "resource", name, value: data.duration, data });
    for (const { name, duration, startTime, initiatorType: initiator, transferSize: bytes } of slowest) {
      const data = { slowest: true, initiator, start: ms(startTime), bytes };
      record({ type: "resource", name: scrub(name), value: ms(duration), data });
    }
    sums = new Map();
    slowest = [];
  });

  return () => {
    stopHide();
    seen.stop();
  };
};
