import { observe } from "../observe";
import type { Metric } from "../vitals";
import { explainCLS } from "./cls";
import { createFrames } from "./frames";
import { explainINP } from "./inp";
import { explainLCP } from "./lcp";
import { createMemory } from "./memory";
import { explainTTFB } from "./ttfb";

/** As web-vitals asks for events. */
const SHORTEST_EVENT_MS = 40;

/**
 * What explains a metric, undefined where nothing does: from the performance entries that it was made of, and from what
 * was seen around these. Call it before web-vitals is started: what that reports is then seen already.
 */
export function createExplainer(scrub: (url: string) => string) {
  const memory = createMemory();
  const frames = createFrames(memory.elementOf);
  const types = ["largest-contentful-paint", "layout-shift", "event", "first-input", "long-animation-frame"];
  const seen = observe(
    types,
    (entries) => {
      memory.keep(entries);
      frames.keep(entries);
    },
    { durationThreshold: SHORTEST_EVENT_MS },
  );

  return (metric: Metric) => {
    seen.takeWaiting();
    switch (metric.name) {
      case "LCP":
        return explainLCP(metric, memory, scrub);
      case "INP":
        return explainINP(metric, frames, scrub);
      case "CLS":
        return explainCLS(metric, memory);
      case "TTFB":
        return explainTTFB(metric);
      default:
        return;
    }
  };
}
