import type { VitalName } from "../../../../schema/wire.gen.ts";

/** What each vital is, in one sentence for someone who has never heard of it. */
export const vitalMeanings: Record<VitalName, string> = {
  LCP: "How long until the largest image or text of the page is visible.",
  INP: "How long the page takes to react, visibly, to clicks, taps and keys.",
  CLS: "How much the page jumps around while it is being used.",
  FCP: "How long until the first text or image appears.",
  TTFB: "How long until the server's answer begins to arrive.",
  FID: "How long the first click or key waited to be handled. INP has replaced it.",
};
