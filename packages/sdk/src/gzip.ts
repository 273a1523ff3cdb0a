/**
 * Below it a request fits into one packet as it is, so there is nothing to win. docs/sdk-proof.md has what
 * compressing saves and costs by size.
 */
export const WORTH_PACKING = 1_400;

/** gzip by the browser itself; rejects where it cannot: https://compression.spec.whatwg.org/ */
export const gzip = async (body: string): Promise<Blob> =>
  new Response(new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"))).blob();
