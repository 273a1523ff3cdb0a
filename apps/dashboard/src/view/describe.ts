import { formatSpan } from "../format/time.ts";
import { rangeOf } from "./ranges.ts";
import type { Span } from "./span.ts";

/** The time on screen in words: "Last 24 hours", or a custom one in the viewer's time zone. */
export function describeSpan({ range, custom }: Span): string {
  return custom === undefined ? rangeOf(range).title : formatSpan(custom.from, custom.to);
}
