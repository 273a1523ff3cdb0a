import { VITALS } from "./equality.mjs";
import { median } from "./random.mjs";

const percent = (part, whole) => `${((100 * part) / whole).toFixed(1)} %`;
const ms = (value) => `${value.toFixed(1)} ms`;

const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const measured = ({ day, browser, commit, cores }) => `Measured ${day} at ${commit} in ${browser} on ${cores} cores.`;

const sections = {
  delivery(of) {
    const row = (what, { views, arrived }) => [what, views, arrived, percent(arrived, views)];
    return `## Page views arrive

A page view has one interaction of 60 ms and ends in the moment in which the browser has measured it, before
\`web-vitals\` looks at it. It has arrived when the collector has its CLS and an INP with this interaction in it. The bar
is 99 %.

${table(
  ["ends by", "views", "arrived", ""],
  [row("following a link", of.result.navigation), row("closing the tab", of.result.closing)],
)}

When the tab is closed with the click, Chromium hides the page first, tells it of the interaction then, if at all, and
ends it while its scripts run: INP arrived of ${of.result.clicked.arrived} of ${of.result.clicked.views} such views.`;
  },

  firefox({ result: { browser, navigation, closing } }) {
    const row = (what, { views, arrived }) => [what, views, arrived, percent(arrived, views)];
    return `## In Firefox, too

The same in ${browser}, whose \`web-vitals\` has INP, but no CLS. Firefox ends the handlers of a tab that is being
closed wherever they are: what was not handed over at \`pagehide\` is then sent at \`visibilitychange\`.

${table(["ends by", "views", "INP arrived", ""], [row("navigating away", navigation), row("closing the tab", closing)])}`;
  },

  equality(of) {
    const row = (name) => {
      const all = of.result.flatMap(({ vitals }) => vitals.filter((vital) => vital.name === name));
      const values = all.map(({ direct }) => direct).filter((value) => value !== undefined);
      const equal = all.filter((vital) => vital.equal).length;
      return [name, all.length, equal, `${Math.min(...values)} … ${Math.max(...values)}`];
    };
    const different = of.result.flatMap(({ seed, vitals }) =>
      vitals
        .filter(({ equal }) => !equal)
        .map(({ name, sdk, direct }) => `- page ${seed}, ${name}: sent ${sdk}, reported ${direct}`),
    );
    return `## Vitals are what web-vitals reports

${of.result.length} generated pages differ in when the server answers, the SDK and the largest image load, what moves the layout by
how much and when, how long a handler takes, and how and when the page is left. In the same page \`web-vitals\` reports
directly, and an observer of \`first-input\`. Equal means the same number after the SDK's rounding, to 0.1 ms and 0.0001.

${table(["vital", "pages", "equal", "values"], VITALS.map(row))}
${different.length > 0 ? `\n${different.join("\n")}\n` : ""}`;
  },

  weight(of) {
    const { runs, startMs, longestPieceMs, inp } = of.result;
    const [low, high] = inp.difference;
    const noise = low <= 0 && high >= 0 ? "0 is in it: within noise" : "0 is not in it";
    return `## It weighs nothing

With Chromium's CPU throttled to a quarter, ${runs} runs of each, with and without in turn. Every traced run
begins in a new renderer process, where the first use of everything costs most.

${table(
  ["", ""],
  [
    ["compiling and running the script at start, median", ms(startMs.median)],
    ["the same, worst run", ms(startMs.worst)],
    [
      "longest piece of work of the SDK (a long task begins at 50 ms)",
      `${ms(longestPieceMs)}${longestPieceMs < 50 ? "" : ": **the bar is not met**"}`,
    ],
    ["INP of a 40 ms handler without the SDK, median", ms(median(inp.without))],
    ["the same with the SDK", ms(median(inp.with))],
    ["difference of means, 95 % of 10,000 resamplings", `${ms(low)} … ${ms(high)}: ${noise}`],
  ],
)}`;
  },

  packing(of) {
    const rows = of.result.map(({ count, plain, gzip, ms: time }) => [
      count,
      `${plain} B`,
      `${gzip} B`,
      percent(gzip, plain),
      ms(time),
    ]);
    return `## When compressing pays

Beacons of what a real visit sent, CPU throttled to a quarter. A packet takes about 1,400 B, so what is smaller gains
nothing. From there on gzip saves packets, and the SDK compresses, except when the page is being left: then there is no
time. The time is the compressor's, in a thread of its own, and the wait for the page's.

${table(["events", "text", "gzip", "", "time"], rows)}`;
  },

  mutations(of) {
    const rows = of.result.map(({ breaks, file, test, found }) => [
      breaks,
      `\`${file}\``,
      found ? `found by \`${test}.test.mjs\`` : "**not found**",
    ]);
    return `## The suite finds faults

Each is planted into a copy of the SDK, which is built and tested in Chromium.

${table(["fault", "in", ""], rows)}`;
  },
};

/** docs/sdk-proof.md, of what was measured so far. */
export function document(state) {
  const parts = Object.entries(sections)
    .filter(([name]) => state[name])
    .map(([name, write]) => `${write(state[name]).trim()}\n\n${measured(state[name])}`);
  return `# The proof of the browser SDK

Written by \`make sdk-proof\`; the programs are in [packages/sdk/proof](../packages/sdk/proof). The browser runs without
automation's flags, so its back-forward cache, its tabs' visibility and prerendering are a visitor's.

${parts.join("\n\n")}
`;
}
