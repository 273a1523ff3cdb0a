import { vitals, type PageView } from "../../../../schema/wire.gen.ts";

/** The vitals of a page view by their columns; null where it has not reported one. */
export type VitalValues = Pick<PageView, (typeof vitals)[number]["column"]>;

/** What a line of a list says of a page view. */
export type ViewLine = VitalValues &
  Pick<
    PageView,
    "view_id" | "session_id" | "timestamp" | "page_id" | "path" | "website" | "device_type" | "browser" | "country"
  > &
  Partial<Pick<PageView, "bot">>;
