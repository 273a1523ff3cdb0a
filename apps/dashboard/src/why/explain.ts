import type {
  CLSAttribution,
  INPAttribution,
  LCPAttribution,
  TTFBAttribution,
  VitalName,
} from "../../../../schema/wire.gen.ts";
import { formatDuration, formatScore } from "../format/vital.ts";

/** Why a vital came out as it did: a sentence or some, and the parts its time is the sum of. */
export interface Why {
  /** Text of strangers stands in `code`, so that it can be shown apart. */
  facts: readonly Fact[];
  parts: readonly Part[];
}

export interface Fact {
  words: string;
  code?: string;
  after?: string;
}

export interface Part {
  name: string;
  milliseconds: number;
}

/** What a page view's attribution says about each vital. Everything in it was sent by strangers: what is not of its shape is left out. */
export function explain(vital: VitalName, attribution: unknown): Why | null {
  if (typeof attribution !== "object" || attribution === null) return null;
  const why = explanations[vital]?.(attribution) ?? { facts: [], parts: [] };
  return why.facts.length + why.parts.length === 0 ? null : why;
}

const explanations: Partial<Record<VitalName, (attribution: object) => Why>> = {
  LCP: (attribution: LCPAttribution) => ({
    facts: [...fact("The largest element was", attribution.target), ...fact("It showed", attribution.url)],
    parts: parts([
      ["First byte", attribution.timeToFirstByte],
      ["Wait until it was asked for", attribution.resourceLoadDelay],
      ["Download", attribution.resourceLoadDuration],
      ["Wait until it was painted", attribution.elementRenderDelay],
    ]),
  }),
  INP: (attribution: INPAttribution) => ({
    facts: [
      ...fact(pressed(attribution.interactionType), attribution.interactionTarget),
      ...scriptFacts(attribution.script),
    ],
    parts: parts([
      ["Waiting for other work", attribution.inputDelay],
      ["Running the handlers", attribution.processingDuration],
      ["Painting the outcome", attribution.presentationDelay],
    ]),
  }),
  CLS: (attribution: CLSAttribution) => {
    const sources = Array.isArray(attribution.sources) ? attribution.sources : [];
    const moved = sources.flatMap((source: unknown) => {
      const { target, value } = (source ?? {}) as { target?: unknown; value?: unknown };
      return fact("Moved:", target, finite(value) ? `by ${formatScore(value)}` : undefined);
    });
    return { facts: moved.length > 0 ? moved : fact("Moved most:", attribution.largestShiftTarget), parts: [] };
  },
  TTFB: (attribution: TTFBAttribution) => ({
    facts: [],
    parts: parts([
      ["Redirects and waiting", attribution.waitingDuration],
      ["Cache and service worker", attribution.cacheDuration],
      ["Name look-up", attribution.dnsDuration],
      ["Connecting", attribution.connectionDuration],
      ["The server's answer", attribution.requestDuration],
    ]),
  }),
};

function pressed(type: unknown): string {
  return type === "keyboard" ? "The slowest was a key in" : "The slowest was a press of";
}

function scriptFacts(script: unknown): Fact[] {
  if (typeof script !== "object" || script === null) return [];
  const { url, function: name, invoker, duration } = script as NonNullable<INPAttribution["script"]>;
  const took = finite(duration) ? `for ${formatDuration(duration)}` : undefined;
  return [
    ...fact("The script that ran longest was", text(name) ?? text(invoker) ?? text(url), took),
    ...(text(name) === null && text(invoker) === null ? [] : fact("It is from", url)),
  ];
}

function fact(words: string, code: unknown, after?: string): Fact[] {
  const said = text(code);
  return said === null ? [] : [{ words, code: said, ...(after === undefined ? {} : { after }) }];
}

function parts(named: readonly (readonly [name: string, milliseconds: unknown])[]): Part[] {
  return named.flatMap(([name, milliseconds]) =>
    finite(milliseconds) && milliseconds >= 0 ? { name, milliseconds } : [],
  );
}

function finite(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, 500) : null;
}
