import type { Event } from "../../../schema/wire.gen";
import type { Guard } from "./guard";
import type { Stop } from "./listen";
import type { Options } from "./options";
import type { View } from "./view";
import type { Views } from "./views";
import type { Rating } from "./vitals";

/** What an event tells; when and by whom is added to it. Its page is the view's unless it says one. */
export type What = Pick<Event, "type" | "name" | "value" | "data" | "attribution"> & { page?: string };

/** What is known of an event beside what is sent. */
export interface Note {
  view: View;
  /** It does not wait for others. */
  urgent?: boolean;
  rating?: Rating;
}

/** A door that every event goes through before it is sent. */
export type Gate = (event: Event, note: Note) => void;

/** What the parts of a running SDK are handed. */
export interface Kit {
  readonly options: Options;
  readonly guard: Guard;
  readonly scrub: (url: string) => string;
  /** The scrubbed URL of this moment. */
  readonly here: () => string;
  readonly views: Views;
  /** Makes an event of the current view, or of the one that is noted. Never throws. */
  record(what: What, note?: Partial<Note>): void;
  /** Runs whenever the page may be gone afterwards, before what is buffered goes out. */
  atHide(run: () => void): Stop;
}

/** A part of the SDK: begins when measuring does, and returns what ends it. */
export type Part = (kit: Kit) => Stop;
