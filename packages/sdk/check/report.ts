import type { Outcome } from "./scenarios";

const WORDS = { equal: "ok", different: "DIFFERENT", unsupported: "not supported by this browser" } as const;

/** The result as text, to be pasted into an issue. */
export function report(outcomes: Outcome[], sdk: string, userAgent = navigator.userAgent): string {
  const line = ({ scenario, verdict, expected, seen }: Outcome) =>
    verdict === "unsupported"
      ? `${scenario}: ${WORDS.unsupported}`
      : `${scenario}: ${WORDS[verdict]} | web-vitals: ${expected} | SDK: ${seen}`;
  return [`Paceline SDK self-check, ${sdk}`, userAgent, ...outcomes.map(line)].join("\n");
}
