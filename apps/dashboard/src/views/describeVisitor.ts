import type { PageView } from "../../../../schema/wire.gen.ts";
import { formatDimensionValue } from "../format/dimension.ts";

/** Who looked, as far as it is known: Mobile · Chrome · Germany. */
export function describeVisitor(view: PageView): string {
  const parts = [
    view.device_type === null ? null : formatDimensionValue("device", view.device_type),
    view.browser === null ? null : formatDimensionValue("browser", view.browser),
    view.country === null ? null : formatDimensionValue("country", view.country),
    view.bot ? "Bot" : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "Unknown visitor" : parts.join(" · ");
}
