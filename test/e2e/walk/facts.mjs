import { values } from "../browse.mjs";

/** The groups of errors, the most frequent first. */
export const errors = {
  title: "Errors",
  path: () => "/errors",
  async numbers(page, ask) {
    const listed = await ask("errors", { limit: 500 });
    const counts = await values(page, "tbody td:nth-child(3)");
    return [
      [
        "times",
        counts.toSorted((a, b) => b - a),
        listed
          .map((row) => row.count)
          .toSorted((a, b) => b - a)
          .slice(0, counts.length),
      ],
    ];
  },
};

/** The most frequent error. A project without errors has none, and the screen says so. */
export const error = {
  title: "Error",
  path: async (ask) => `/errors/${(await ask("errors", { limit: 1 }))[0]?.id ?? "0000000000000000"}`,
  mayBeAbsent: true,
  async numbers(page, ask) {
    const [first] = await ask("errors", { limit: 1 });
    if (first === undefined) return [["the notice", [await page.getByText("did not happen here").count()], [1]]];
    return [
      ["times and sessions", await values(page, "section[aria-label='What happened']"), [first.count, first.sessions]],
    ];
  },
};

/** The sessions seen last. */
export const sessions = {
  title: "Sessions",
  path: () => "/sessions",
  async numbers(page, ask) {
    const { sessions: listed } = await ask("sessions", { limit: 200 });
    const counts = await values(page, "tbody td:nth-child(3)");
    const views = listed.map((row) => row.views);
    return [
      [
        "page views",
        counts.length === views.length ? counts.toSorted() : [],
        counts.length === views.length ? views.toSorted() : [],
      ],
    ];
  },
};

/** The journey of the newest session, or of none. */
export const session = {
  title: "Session",
  mayBeAbsent: true,
  path: async (ask) =>
    `/sessions/${encodeURIComponent((await ask("sessions", { limit: 1 })).sessions[0]?.session_id ?? "nobody")}`,
  async numbers(page, ask) {
    const [newest] = (await ask("sessions", { limit: 1 })).sessions;
    if (newest === undefined) return [["the notice", [await page.getByText("There is no such session.").count()], [1]]];
    return [["page views in the journey", [(await page.locator("ol > li time").count()) > 0], [true]]];
  },
};

/** The account of all events. */
export const health = {
  title: "Data health",
  path: () => "/health",
  async numbers(page, ask) {
    const ledger = await ask("ledger");
    const shown = await values(page, "table td");
    if (shown[0] !== ledger.accepted) return []; // something came between: the demo goes on
    const terms = ["accepted", "visible", "merged", "deduplicated", "queued", "deadLettered", "deleted", "difference"];
    return [["the account", shown, terms.map((term) => ledger[term])]];
  },
};
