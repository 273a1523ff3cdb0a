import { onHide } from "./hide";
import type { Stop } from "./listen";
import { byteLength, type Transport } from "./transport";

/**
 * Below it a request fits into one packet as it is, so there is nothing to win. docs/sdk-proof.md has what
 * compressing saves and costs by size.
 */
export const WORTH_PACKING_BYTES = 1_400;

/** gzip by the browser itself: https://compression.spec.whatwg.org/ */
const gzip = (body: string): Promise<Blob> =>
  new Response(new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"))).blob();

/**
 * Compresses what this transport posts from now on, where the browser can and it pays. The server knows a
 * compressed body by its first bytes, so the request stays as simple as before.
 *
 * Compressing takes a moment, and a page may be left in it: what is not ready at hide goes out as it is. A
 * compressed body that is refused is sent again as it is, and then no more are compressed: something on the way
 * may take only text for text.
 */
export function compressPosts(transport: Transport, pack = gzip): Stop {
  if (typeof CompressionStream === "undefined") return () => {};
  const post = transport.post;
  const packing = new Set<string>();

  transport.post = async (body) => {
    if (typeof body !== "string" || byteLength(body) < WORTH_PACKING_BYTES) return post(body);
    packing.add(body);
    const packed = await pack(body).catch(() => body);
    if (!packing.delete(body)) return { kind: "taken" }; // at hide, as it was
    const outcome = await post(packed);
    if (outcome.kind !== "refused") return outcome;
    stop();
    return post(body);
  };

  const stopHide = onHide(() => {
    for (const body of packing) if (transport.beacon(body)) packing.delete(body);
  });
  const stop = () => {
    transport.post = post;
  };
  return () => {
    stop();
    stopHide();
  };
}
