import type { Beacon, Event } from "../../../schema/wire.gen";

const isIngest = (url: string) => url.includes("/v1/ingest");

async function textOf(body: BodyInit | null | undefined): Promise<string> {
  if (!(body instanceof Blob)) return String(body);
  return new Response(body.stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

/**
 * Catches every beacon of the SDK in this page before it leaves, and answers as the server would. Nothing of the
 * self-check is ever sent.
 */
export function interceptBeacons(take: (events: Event[], sdk: string) => void) {
  const takeText = (text: string) => {
    const { events, sdk = "an SDK without a name" } = JSON.parse(text) as Beacon;
    take(events, sdk);
  };

  const sendBeacon = navigator.sendBeacon.bind(navigator);
  navigator.sendBeacon = (url, body) => {
    if (!isIngest(String(url))) return sendBeacon(url, body);
    takeText(String(body));
    return true;
  };

  const original = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    if (!isIngest(String(input instanceof Request ? input.url : input))) return original(input, init);
    // At once where it can be: a page that is left does not wait.
    if (typeof init?.body === "string") takeText(init.body);
    else takeText(await textOf(init?.body));
    return new Response('{"accepted":true}', { status: 202 });
  };
}
