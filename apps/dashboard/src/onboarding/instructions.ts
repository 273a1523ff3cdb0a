/** The command that adds a project and prints its key and script tag. */
export const addProjectCommand = "paceline project add my-website --origin https://example.com";

/** Where beacons go: the ingest service stands on port 4000 of the host that shows this page. */
export function ingestOrigin({ protocol, hostname }: Pick<Location, "protocol" | "hostname">): string {
  return `${protocol}//${hostname}:4000`;
}

/** The tag that puts the SDK on a website. The key is known only to whoever added the project. */
export function scriptTag(ingest: string, projectKey: string): string {
  return `<script async src="${ingest}/paceline.js" data-project="${projectKey}" data-key="YOUR_KEY"></script>`;
}
