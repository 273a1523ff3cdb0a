import { expect, it } from "vitest";
import type { Ledger } from "../../../../schema/wire.gen.ts";
import { judge } from "./Verdict.tsx";

const none: Ledger = {
  accepted: 10,
  visible: 10,
  merged: 0,
  deduplicated: 0,
  queued: 0,
  deadLettered: 0,
  deleted: 0,
  difference: 0,
  at: "2026-11-25T12:00:00.000Z",
  newestVisible: null,
  oldestWaiting: null,
};

it("says what is wrong first, the worst before the rest", () => {
  expect(judge(none)).toEqual({ rating: "good", sentence: "Yes: every event that was accepted is accounted for." });
  expect(judge({ ...none, accepted: 0 }).sentence).toMatch(/Nothing has been sent/);
  expect(judge({ ...none, queued: 1 }).sentence).toMatch(/1 event is just being written/);
  expect(judge({ ...none, deadLettered: 2, queued: 3 })).toMatchObject({ rating: "needs-improvement" });
  expect(judge({ ...none, difference: 4, deadLettered: 2 })).toMatchObject({
    rating: "poor",
    sentence: expect.stringMatching(/^No: 4 events cannot be accounted for/),
  });
  expect(judge({ ...none, difference: -1 }).sentence).toMatch(/^No: 1 event more than were accepted/);
});
