import type { Event } from "../../../schema/wire.gen";
import type { Report } from "./direct";

export type Verdict = "equal" | "different" | "unsupported";

/** One line of the result. */
export interface Outcome {
  scenario: string;
  verdict: Verdict;
  expected: string;
  seen: string;
}

/** Everything that was heard, in the order in which it was. */
export interface Heard {
  events: Event[];
  reports: Report[];
  errors: string[];
  /** How the SDK names itself. */
  sdk: string;
  /** Whether the page came back from the back-forward cache; undefined while it has not been left. */
  restored?: boolean;
}

type Kind = "load" | "soft-navigation" | "back-forward-cache";

const kindOf = (navigationType = "navigate"): Kind =>
  navigationType === "soft-navigation" || navigationType === "back-forward-cache" ? navigationType : "load";

/** As the SDK sends it: a tenth of a millisecond, a ten-thousandth of CLS. */
const rounded = ({ name, value }: Report) => {
  const scale = name === "CLS" ? 10_000 : 10;
  return Math.round(value * scale) / scale;
};

/**
 * A restored page is timed by whoever asks, so two who ask in the same frame read the clock one after the other: on a
 * slow telephone, or where something else runs in between, far apart.
 */
const RESTORED_MS = 250;

function isEqual(kind: Kind, expected: number | undefined, seen: number | null | undefined) {
  if (kind !== "back-forward-cache" || expected === undefined || seen == null) return expected === seen;
  return Math.abs(expected - seen) <= RESTORED_MS;
}

const shown = (name: string, value: number | null | undefined) =>
  value == null ? "nothing" : name === "CLS" ? String(value) : `${value} ms`;

function compareVital(heard: Heard, kind: Kind, name: string): Pick<Outcome, "verdict" | "expected" | "seen"> {
  const report = heard.reports.filter((one) => one.name === name && kindOf(one.navigationType) === kind).at(-1);
  const expected = report && rounded(report);
  const seen = heard.events
    .filter((event) => event.name === name && kindOf(event.navigationType) === kind)
    .reduce<Event | undefined>((last, event) => (last && last.ts > event.ts ? last : event), undefined)?.value;
  return {
    verdict:
      expected === undefined && seen === undefined
        ? "unsupported"
        : isEqual(kind, expected, seen)
          ? "equal"
          : "different",
    expected: shown(name, expected),
    seen: shown(name, seen),
  };
}

/** A view of this kind is there, and every vital that was reported of it is the same. */
function compareView(heard: Heard, kind: Kind): Pick<Outcome, "verdict" | "expected" | "seen"> {
  const views = heard.events.filter(
    ({ type, navigationType }) => type === "page_view" && kindOf(navigationType) === kind,
  );
  const names = [
    ...new Set(heard.reports.filter((one) => kindOf(one.navigationType) === kind).map(({ name }) => name)),
  ];
  const vitals = names.map((name) => ({ name, ...compareVital(heard, kind, name) }));
  const list = (side: "expected" | "seen") => vitals.map((vital) => `${vital.name} ${vital[side]}`).join(", ");
  return {
    verdict: views.length === 1 && vitals.every(({ verdict }) => verdict === "equal") ? "equal" : "different",
    expected: `1 page view; ${list("expected")}`,
    seen: `${views.length} page view${views.length === 1 ? "" : "s"}; ${list("seen")}`,
  };
}

const unsupported = { verdict: "unsupported", expected: "", seen: "" } as const;

function compareErrors({ events, errors }: Heard): Pick<Outcome, "verdict" | "expected" | "seen"> {
  const seen = events
    .filter(({ type }) => type === "error")
    .map(({ name, data }) => `${name}: ${(data as { message?: string }).message}`);
  const [expected, sent] = [errors.join(", ") || "nothing", seen.join(", ") || "nothing"];
  return { verdict: expected === sent ? "equal" : "different", expected, seen: sent };
}

/** What the SDK's beacons said beside what was reported directly, scenario by scenario. */
export function judge(heard: Heard, softNavigations: boolean): Outcome[] {
  const vital = (scenario: string, name: string) => ({ scenario, ...compareVital(heard, "load", name) });
  return [
    vital("Server's answer (TTFB)", "TTFB"),
    vital("First paint (FCP)", "FCP"),
    vital("Largest paint (LCP)", "LCP"),
    vital("Interaction (INP)", "INP"),
    vital("First input (FID)", "FID"),
    vital("Layout shift (CLS)", "CLS"),
    { scenario: "Uncaught error", ...compareErrors(heard) },
    {
      scenario: "Soft navigation",
      ...(softNavigations ? compareView(heard, "soft-navigation") : unsupported),
    },
    {
      scenario: "Back-forward cache",
      ...(heard.restored ? compareView(heard, "back-forward-cache") : unsupported),
    },
  ];
}
