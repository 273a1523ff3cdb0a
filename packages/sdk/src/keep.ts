import type { Event } from "../../../schema/wire.gen";
import type { Gate, Note } from "./kit";
import type { View } from "./view";

/** While a view is not judged, so many of its events are held. */
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
 * `usual` is the weight of what is not notable, 0 outside the sample: there events are held until the view is judged.
 * The server takes a view's weight from its latest event, so a notable view of the sample is said once more.
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
      const { rating } = note;
      of.notable ||=
        event.type === "error" || rating === "poor" || (worst === "not-good" && rating === "needs-improvement");
      if (event.type === "page_view" || event.type === "web_vital") of.repeatable = event;
      pass(event, note, usual);
      if (!usual && of.held.length < MAX_HELD) of.held.push(event);
    },
    judge() {
      for (const of of open) {
        const { view, held, notable, repeatable } = of;
        of.weight = notable ? 1 : usual;
        if (!notable) continue;
        for (const event of held) send(event, { view });
        if (usual > 1 && repeatable) {
          const { id, ts } = view.stamp();
          send({ ...repeatable, id, ts }, { view });
        }
      }
      open.clear();
    },
  };
}
