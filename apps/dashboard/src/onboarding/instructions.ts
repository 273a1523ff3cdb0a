import { linkTarget } from "../format/link.ts";

/** The command that adds a project and prints its key and script tag. */
export const addProjectCommand = "paceline project add my-website --origin https://example.com";

/** The address of the ingest service that the server named, without a slash at its end; null where it named none. */
export function namedIngest(ingestUrl: unknown): string | null {
  const address = typeof ingestUrl === "string" ? linkTarget(ingestUrl) : null;
  return address === null ? null : address.replace(/\/+$/, "");
}

/** Where ingest stands unless it was moved: on port 4000 of the host that shows this page. */
export function usualIngest({ protocol, hostname }: Pick<Location, "protocol" | "hostname">): string {
  return `${protocol}//${hostname}:4000`;
}

/** The tag that puts the SDK on a website. The key is known only to whoever added the project. */
export function scriptTag(ingest: string, projectKey: string): string {
  return `<script async src="${ingest}/paceline.js"\n  data-project="${projectKey}" data-key="YOUR_KEY"></script>`;
}
