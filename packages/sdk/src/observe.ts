import type { Stop } from "./listen";

/** Whether the browser has performance entries of a type. */
export const supports = (type: string): boolean => !!PerformanceObserver.supportedEntryTypes?.includes(type);

/**
 * Hears performance entries of these types, the ones from before included, as far as the browser has them. The records
 * that wait for the observer can be taken at once.
 */
export function observe<E extends PerformanceEntry>(
  types: string[],
  take: (entries: E[]) => void,
  options?: { durationThreshold: number },
): { takeWaiting(): void; stop: Stop } {
  const observer = new PerformanceObserver((list) => take(list.getEntries() as E[]));
  for (const type of types) if (supports(type)) observer.observe({ type, buffered: true, ...options });
  return {
    takeWaiting: () => take(observer.takeRecords() as E[]),
    stop: () => observer.disconnect(),
  };
}
