// The script tag: <script async src="https://rum.example.com/paceline.js" data-project="…" data-key="pl_…"></script>
// It starts itself from its own attributes and leaves the client as window.paceline.

import { init, type Client } from "./index";
import { tagOptions } from "./tag";

declare global {
  interface Window {
    paceline?: Client;
  }
}

const tag = document.currentScript ?? document.querySelector("script[data-project][data-key]");

// A page that carries the tag twice is measured once.
if (tag instanceof HTMLScriptElement && !window.paceline) window.paceline = init(tagOptions(tag));
