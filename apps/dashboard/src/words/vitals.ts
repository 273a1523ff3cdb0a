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

/** How each vital comes about, and where one looks when it is not good. */
export const vitalGuides: Record<VitalName, { measured: string; look: string }> = {
  LCP: {
    measured:
      "It counts from the beginning of the navigation until the largest element of the first screen has been painted, usually a picture or a heading. What comes after the first click or scroll does not count.",
    look: "It is the sum of four parts: the server's first byte, the wait until the picture is asked for, its download, and the wait until it is painted. The views of a page say which part was long, and which element it was.",
  },
  INP: {
    measured:
      "Of all clicks, taps and keys of a page view it is about the slowest: from the press until the screen shows an outcome. Views without an interaction have none, so it has fewer samples than the others.",
    look: "It is the sum of three parts: waiting for other work to end, running the handlers, and painting the outcome. The views of a page name the element that was pressed and the script that ran longest.",
  },
  CLS: {
    measured:
      "A shift's score is how much of the screen moved, times how far. The vital is the worst burst of shifts of a page view. What moves within half a second of a click is not counted. It is a score, without a unit; 0 means that nothing moved.",
    look: "Pictures, advertisements and frames without a size, fonts that arrive late, and content put in above what is being read. The views of a page name the elements that moved.",
  },
  FCP: {
    measured: "It counts from the beginning of the navigation until anything of the page's content has been painted.",
    look: "What the browser waits for before it paints: the server's first byte, style sheets and scripts in the head, and fonts that hide their text.",
  },
  TTFB: {
    measured:
      "It counts from the beginning of the navigation until the first byte of the answer: redirects, the look-up of the name, the connection, and the server's own work.",
    look: "Redirects, answers that are not cached, slow work on the server, and visitors far away from it. The views of a page say which part was long. All other loading vitals begin with this one.",
  },
  FID: {
    measured:
      "It is only the wait before the first click or key was handled, not the handling and not the painting. Google has retired it in 2024; it is shown for comparison with older figures.",
    look: "Long scripts while the page loads. What to improve now is INP.",
  },
};

/** The other words that stand on the screens. */
export const meanings = {
  percentile:
    "p75 is the value that three of four page views were at or below, and one in four was above. p50 is the middle; p95 and p99 show the slowest twentieth and hundredth. Averages hide slow page views, percentiles do not.",
  samples:
    "A sample is a page view that reported this vital. Not every view reports each: without an interaction there is no INP, and some browsers do not measure all. Where the script measures a share of the sessions only, a sample stands for several page views, and counts as many.",
  rating:
    "Each value is good, needs improvement or poor, by the thresholds that Google publishes for Web Vitals. The rating on a card is that of the percentile that is shown.",
  pageView:
    "One page being looked at: a navigation, a reload, a return by the back button, or a change of page within an application.",
} as const;
