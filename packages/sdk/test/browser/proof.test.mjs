// The programs behind docs/sdk-proof.md, with few runs of each: `make sdk-proof` does them all.

import assert from "node:assert/strict";
import { test } from "node:test";
import { delivery } from "../../proof/delivery.mjs";
import { equality } from "../../proof/equality.mjs";
import { mutations, planted } from "../../proof/mutations.mjs";

test("views that end right after an interaction arrive with INP and CLS", async () => {
  const { navigation, closing } = await delivery(5);
  assert.deepEqual(navigation, { views: 5, arrived: 5 });
  const { views, arrived } = closing.told; // a busy machine may keep Chromium from telling a page that it is closed
  assert.ok(views > 0);
  assert.equal(arrived, views);
});

test("every vital equals what web-vitals reports directly in the same page", async () => {
  const rows = await equality(3);
  const different = rows.flatMap(({ seed, vitals }) =>
    vitals.filter(({ equal }) => !equal).map((v) => ({ seed, ...v })),
  );
  assert.deepEqual(different, []);
});

test("every fault that is planted has its place in the code", async () => {
  for (const mutation of mutations) await planted(mutation);
});
