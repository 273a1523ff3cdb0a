import type { Event } from "../../../schema/wire.gen";
import type { Gate, Note } from "./kit";
import type { View } from "./view";

/** While a view is not judged, so many of its events are held, and whatever the view itself consists of. */
const MAX_HELD = 100;

/** What is known of a view until it is judged, and the weight of its events from then on. */
interface Case {
  readonly view: View;
  notable?: boolean;
  readonly held: Event[];
  /** An event that may be said again: it only carries the weight. */
  repeatable?: Event;
  /** 0: they are dropped. */
  weight?: number;
}

export interface Keep {
  gate: Gate;
  /** Judges every view that was not yet. */
  judge(): void;
}

/**
 * The last door where notable views are kept: what had an error, or a vital that was rated badly enough. A view is
 * judged once, the first time that it is hidden, in the sample and outside it by the same rule. So every notable view
 * counts as one, and the others of the sample as `1 / rate`: both together are as many as there were.
 *
 * `usual` is the weight of what is not notable, 0 outside the sample: there every event is held until the view is
 * judged. In the sample page views and vitals leave as they come: the server takes a view's weight from its latest
 * event, so a notable view is said once more. What is counted by itself cannot be said again, and is held there too.
 */
export function keepNotable(worst: "poor" | "not-good", usual: number, send: Gate): Keep {
  const cases = new WeakMap<View, Case>();
  const open = new Set<Case>();

  function pass(event: Event, note: Note, weight: number) {
    if (weight) send(weight === 1 ? event : { ...event, weight }, note);
  }

  function caseOf(view: View): Case {
    const known = cases.get(view);
    if (known) return known;
    const fresh: Case = { view, held: [] };
    cases.set(view, fresh);
    open.add(fresh);
    return fresh;
  }

  return {
    gate(event, note) {
      const of = caseOf(note.view);
      if (of.weight !== undefined) return pass(event, note, of.weight);
      const { type } = event;
      const { rating } = note;
      of.notable ||= type === "error" || rating === "poor" || (worst === "not-good" && rating === "needs-improvement");
      const repeatable = type === "page_view" || type === "web_vital";
      if (repeatable) of.repeatable = event;
      if (repeatable && usual) pass(event, note, usual);
      else if (repeatable || of.held.length < MAX_HELD) of.held.push(event);
    },
    judge() {
      for (const of of open) {
        const { view, held, notable, repeatable } = of;
        const weight = (of.weight = notable ? 1 : usual);
        for (const event of held) pass(event, { view }, weight);
        if (notable && usual && repeatable) {
          const { id, ts } = view.stamp();
          send({ ...repeatable, id, ts }, { view });
        }
      }
      open.clear();
    },
  };
}
