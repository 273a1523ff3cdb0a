// The script tag: <script async src="https://rum.example.com/paceline.js" data-project="…" data-key="pl_…"></script>
// It starts itself from its own attributes and leaves the client as window.paceline.

import { startAll } from "./full";
import type { Client } from "./options";
import { takePlace, type Queue } from "./queue";
import { ownTag, tagOptions } from "./tag";

declare global {
  interface Window {
    paceline?: Client | Queue;
  }
}

const tag = ownTag();
if (tag) {
  window.paceline = takePlace(window.paceline, (queue) =>
    startAll({ ...tagOptions(tag), ...queue?.options }, queue?.e),
  );
}
