// The core's script tag: <script async src="https://rum.example.com/paceline-core.js" data-project="…" data-key="pl_…">

import { init } from "./core";
import type { CoreClient } from "./options";
import { takePlace, type Queue } from "./queue";
import { ownTag, tagOptions } from "./tag";

const page = window as { paceline?: CoreClient | Queue };
const tag = ownTag();
if (tag) page.paceline = takePlace(page.paceline, (queue) => init({ ...tagOptions(tag), ...queue?.options }));
