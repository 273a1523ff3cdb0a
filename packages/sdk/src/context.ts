import type { Context } from "../../../schema/wire.gen";
import type { Options } from "./options";

/** What holds for every event of a beacon. What the browser does not tell is left out, never guessed. */
export function readContext({ release, user, dimensions }: Options): Context {
  const { connection, language } = navigator;
  return {
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone || undefined,
    language: language || undefined,
    viewport: [innerWidth, innerHeight],
    connection: connection?.effectiveType,
    rtt: connection?.rtt,
    release,
    user,
    dimensions,
  };
}
