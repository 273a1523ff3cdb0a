import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTransport } from "../src/transport";
import { WORTH_PACKING } from "../src/gzip";

const large = JSON.stringify({ text: "x".repeat(WORTH_PACKING) });
const packed = new Blob(["packed"]);

let bodies: unknown[];
let statuses: number[];
const sendBeacon = vi.fn((_url: string, text: string) => {
  bodies.push(text);
  return true;
});

beforeEach(() => {
  bodies = [];
  statuses = [];
  vi.stubGlobal("fetch", async (_: string, { body }: RequestInit) => {
    bodies.push(body);
    return new Response(null, { status: statuses.shift() ?? 202 });
  });
  Object.defineProperty(navigator, "sendBeacon", { value: sendBeacon, configurable: true });
});
afterEach(() => {
  vi.unstubAllGlobals();
  sendBeacon.mockClear();
});

/** A transport whose compressor takes its time. */
function slowly() {
  const waits: ((packed: Blob) => void)[] = [];
  const transport = createTransport("https://rum.test", "pl_test", () => new Promise((done) => waits.push(done)));
  return { transport, finish: () => waits.shift()?.(packed) };
}

test("what fits into a packet is sent as it is, what does not is compressed", async () => {
  const transport = createTransport("https://rum.test", "pl_test", async () => packed);
  await transport.post("small");
  await transport.post(large);
  expect(bodies).toEqual(["small", packed]);
});

test("where the browser cannot compress, text goes out", async () => {
  const transport = createTransport("https://rum.test", "pl_test", () => Promise.reject(new TypeError("no gzip")));
  expect(await transport.post(large)).toMatchObject({ status: 202 });
  expect(bodies).toEqual([large]);
});

test("who refuses compressed bodies gets the same as text, and text from then on", async () => {
  const transport = createTransport("https://rum.test", "pl_test", async () => packed);
  statuses.push(415);
  expect(await transport.post(large)).toMatchObject({ status: 202 });
  await transport.post(large);
  expect(bodies).toEqual([packed, large, large]);
});

test("who is only busy is asked again later, and still gets compressed bodies", async () => {
  const transport = createTransport("https://rum.test", "pl_test", async () => packed);
  statuses.push(503);
  expect(await transport.post(large)).toMatchObject({ status: 503 });
  await transport.post(large);
  expect(bodies).toEqual([packed, packed]);
});

test("what is still being compressed when the page is left goes out as text, once", async () => {
  const { transport, finish } = slowly();
  const answer = transport.post(large);
  transport.rescue();
  expect(bodies).toEqual([large]);
  finish(); // the page lived on
  expect(await answer).toMatchObject({ status: 202 });
  expect(bodies).toEqual([large]);
});

test("what the browser did not take at that moment goes out compressed, if the page lives on", async () => {
  const { transport, finish } = slowly();
  sendBeacon.mockReturnValueOnce(false);
  const answer = transport.post(large);
  transport.rescue();
  finish();
  await answer;
  expect(bodies).toEqual([packed]);
});
