import type { Options } from "./options";

/** Whether the visitor asked not to be measured, by a signal that the site respects. */
export function optedOut({ respectGPC = true, respectDNT = true }: Options): boolean {
  return (respectGPC && !!navigator.globalPrivacyControl) || (respectDNT && navigator.doNotTrack === "1");
}
