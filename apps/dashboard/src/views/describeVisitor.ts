import { formatDimensionValue } from "../format/dimension.ts";

/** What page views, sessions and errors know of who looked. */
export interface Visitor {
  device_type: string | null;
  browser: string | null;
  country: string | null;
  bot?: boolean;
}

/** Who looked, as far as it is known: Mobile · Chrome · Germany. */
export function describeVisitor(view: Visitor): string {
  const parts = [
    view.device_type === null ? null : formatDimensionValue("device", view.device_type),
    view.browser === null ? null : formatDimensionValue("browser", view.browser),
    view.country === null ? null : formatDimensionValue("country", view.country),
    view.bot ? "Bot" : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "Unknown visitor" : parts.join(" · ");
}
