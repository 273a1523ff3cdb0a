import type { Heard } from "./scenarios";

const KEY = "paceline.check";

/** What was heard, kept in this tab while the page is left; a browser without a back-forward cache loads it anew. */
export const memory = {
  keep: (heard: Heard) => sessionStorage.setItem(KEY, JSON.stringify(heard)),
  forget: () => sessionStorage.removeItem(KEY),
  take(): Heard | undefined {
    const kept = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return kept ? (JSON.parse(kept) as Heard) : undefined;
  },
};
