import type { Context } from "../../../schema/wire.gen";
import type { Options } from "./options";

/**
 * The time zone. To ask `Intl` for it takes 17 ms of a telephone's time when nobody used it before in the process, since
 * it sets up a whole formatter; `Temporal` takes a twentieth of that: docs/sdk-proof.md.
 */
const timezone = (): string =>
  (window as { Temporal?: { Now: { timeZoneId(): string } } }).Temporal?.Now.timeZoneId() ??
  Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What holds for every event of a beacon. What the browser does not tell is left out, never guessed. */
export function readContext({ release, user, dimensions }: Options): Context {
  const { connection, language } = navigator;
  return {
    timezone: timezone() || undefined,
    language: language || undefined,
    viewport: [innerWidth, innerHeight],
    connection: connection?.effectiveType,
    rtt: connection?.rtt,
    release,
    user,
    dimensions,
  };
}
