import type { Options } from "./options";

const SWITCH = /^(storage|respect|require|auto|soft|router|resources|debug)/;
/** HTML spells attributes in lower case: data-respect-gpc is read as respectGpc. */
const ACRONYM = /Gpc$|Dnt$/;

/** The script tag that this script came by. */
export function ownTag(): HTMLScriptElement | undefined {
  const tag = document.currentScript ?? document.querySelector("script[data-project][data-key]");
  return tag instanceof HTMLScriptElement ? tag : undefined;
}

/**
 * The options that a script tag's data-attributes give: a switch is on unless its attribute says "false", all else is
 * as it is written. The endpoint is where the script itself came from.
 */
export function tagOptions({ dataset, src }: HTMLScriptElement): Options {
  const options: Record<string, unknown> = { endpoint: src && new URL(src, document.baseURI).origin };
  for (const [name, value] of Object.entries(dataset)) {
    options[name.replace(ACRONYM, (end) => end.toUpperCase())] = SWITCH.test(name) ? value !== "false" : value;
  }
  return options as unknown as Options;
}
