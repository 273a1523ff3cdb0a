import type { Options } from "./options";

/** A switch is on unless its attribute says "false". */
const on = (value: string | undefined) => value !== "false";

/** The options that a script tag's data-attributes give. The endpoint is where the script itself came from. */
export function tagOptions({ dataset, src }: HTMLScriptElement): Options {
  return {
    project: dataset.project ?? "",
    key: dataset.key ?? "",
    endpoint: dataset.endpoint ?? (src && new URL(src, document.baseURI).origin),
    release: dataset.release,
    storage: on(dataset.storage),
    respectGPC: on(dataset.respectGpc),
    respectDNT: on(dataset.respectDnt),
    debug: dataset.debug !== undefined && on(dataset.debug),
  };
}
