import { randomId } from "./id";

/** The one thing that is ever stored: sessionStorage is per tab and goes when the tab is closed. */
export const SESSION_KEY = "paceline.session";

const WELL_FORMED = /^[\w-]{16}$/;

/** The id of this tab's session, kept over page loads unless storage is refused by the site or by the browser. */
export function sessionId(storage = true): string {
  const fresh = randomId();
  if (!storage) return fresh;
  try {
    const kept = sessionStorage.getItem(SESSION_KEY);
    if (kept && WELL_FORMED.test(kept)) return kept;
    sessionStorage.setItem(SESSION_KEY, fresh);
  } catch {
    // Storage is blocked in some sandboxes and by some settings: then the session lasts as long as the page.
  }
  return fresh;
}

/** Removes what is stored. */
export function forgetSession() {
  try {
    sessionStorage.removeItem(SESSION_KEY);
  } catch {
    // Blocked storage holds nothing.
  }
}
