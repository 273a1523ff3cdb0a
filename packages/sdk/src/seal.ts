import type { Beacon, Context, Event } from "../../../schema/wire.gen";
import type { Options } from "./options";
import { SDK_NAME } from "./version";

/** A beacon as it leaves at this moment. */
export const sealBeacon = ({ project }: Options, context: Context, events: Event[]): string =>
  JSON.stringify({ projectKey: project, sentAt: Date.now(), sdk: SDK_NAME, context, events } satisfies Beacon);
