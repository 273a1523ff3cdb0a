// Every screen of the dashboard, an entry each:
//   title    what the test is called
//   path     the address, or a promise of it; `ask` asks the project's API
//   mayBeAbsent  what it is of need not be there: the browser complains of the 404, and the screen says so
//   numbers  what stands on the screen against what the API says: [[what, shown, expected], …]
import { error, errors, health, session, sessions } from "./facts.mjs";
import { live } from "./live.mjs";
import { overview } from "./overview.mjs";
import { page, pages } from "./pages.mjs";
import { vitals } from "./vitals.mjs";

// prettier-ignore
export const screens = [
  overview,
  live,
  ...vitals,
  pages,
  page,
  sessions,
  session,
  errors,
  error,
  health,
];
