import type { Event } from "../../../schema/wire.gen";
import type { Views } from "./views";
import type { View } from "./view";

export interface Groups {
  /** Hears of every view. */
  begin(view: View): void;
  /** Names the current page until its URL changes; whether it was in time. */
  set(group: string, page: string, views: Views): boolean;
  /** The events as they leave, with their page's name. */
  name(events: Event[]): Event[];
}

/**
 * Names pages as the site's router does. The server takes a view's page from the first event that it sees, so once
 * something of a view has left, it keeps the name that it had then, or none.
 */
export function createGroups(): Groups {
  const known = new Map<string, string>();
  let told = ["", ""];
  const begin = ({ id, page }: View) => {
    if (page === told[1]) known.set(id, told[0]!);
  };
  return {
    begin,
    set(group, page, views) {
      told = [group, page];
      const view = views.current();
      const inTime = !known.has(view.id);
      if (inTime) begin(view);
      return inTime;
    },
    name: (events) =>
      events.map((event) => {
        const id = event.viewId!;
        if (!known.has(id)) known.set(id, "");
        const group = known.get(id);
        return group ? { ...event, group } : event;
      }),
  };
}
