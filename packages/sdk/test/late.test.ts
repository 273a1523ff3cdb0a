import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Event } from "../../../schema/wire.gen";
import { createOutbox } from "../src/outbox";
import { createSender } from "../src/sender";
import { createTransport } from "../src/transport";
import { openPage, setVisibility, type Page } from "./page";

let page: Page;
beforeEach(() => (page = openPage()));
afterEach(() => page.close());

const seal = (events: Event[]) => JSON.stringify({ events });
const event = (type: Event["type"], name: string) => ({ type, name }) as Event;
const names = () => page.beacons.map(({ events }) => events.map(({ name }) => name));

// On closing, Chromium may tell of the last interaction after it has hidden the page: there is no other moment then.
describe.each([
  ["the outbox", () => createOutbox(createTransport("https://rum.test", "pl_test"), seal, () => {})],
  ["the core's sender", () => withFlushAtHide(createSender("https://rum.test", "pl_test", seal))],
])("%s", (_, create) => {
  test("vitals go together at hide, and at once when they come after it", () => {
    const sender = create();
    sender.add(event("web_vital", "FCP"));
    setVisibility("hidden");
    sender.add(event("web_vital", "LCP"));
    sender.add(event("web_vital", "CLS"));
    expect(names()).toEqual([]);
    sender.flushAtHide();
    sender.add(event("web_vital", "INP"));
    expect(names()).toEqual([["FCP", "LCP", "CLS"], ["INP"]]);
  });

  test("they also go at once when nothing waited at hide", () => {
    const sender = create();
    setVisibility("hidden");
    sender.flushAtHide();
    sender.add(event("web_vital", "INP"));
    expect(names()).toEqual([["INP"]]);
  });

  test("pagehide comes before the page is hidden: what is measured then goes together", () => {
    const sender = create();
    sender.add(event("web_vital", "FCP"));
    sender.flushAtHide();
    setVisibility("hidden");
    sender.add(event("web_vital", "LCP"));
    sender.add(event("web_vital", "CLS"));
    sender.flushAtHide();
    expect(names()).toEqual([["FCP"], ["LCP", "CLS"]]);
  });

  test("what else a hidden page does waits for its batch, and so does everything once it is back and has sent", () => {
    const sender = create();
    setVisibility("hidden");
    sender.flushAtHide();
    sender.add(event("custom", "tick"));
    expect(names()).toEqual([]);
    setVisibility("visible");
    sender.flush();
    const sent = page.beacons.length;
    sender.add(event("web_vital", "CLS"));
    expect(page.beacons.length).toBe(sent);
    sender.flush();
  });
});

function withFlushAtHide(sender: ReturnType<typeof createSender>) {
  return { ...sender, flushAtHide: sender.flush };
}
