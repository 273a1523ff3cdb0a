import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { compressPosts, WORTH_PACKING_BYTES } from "../src/gzip";
import type { Outcome, Transport } from "../src/transport";
import { hide } from "./page";

const TEXT = "x".repeat(WORTH_PACKING_BYTES);
const packed = new Blob(["packed"]);
const taken: Outcome = { kind: "taken" };

let posted: (string | Blob)[], beacons: string[], outcomes: Outcome[], transport: Transport;
let stop = () => {};

beforeEach(() => {
  [posted, beacons, outcomes] = [[], [], []];
  transport = {
    async post(body) {
      posted.push(body);
      return outcomes.shift() ?? taken;
    },
    beacon: vi.fn((body: string) => beacons.push(body) > 0),
  };
});
afterEach(() => stop());

const compress = (pack?: () => Promise<Blob>) => (stop = compressPosts(transport, pack));

test("a body is gzip when it arrives, and the same text inside", async () => {
  compress();
  await transport.post(TEXT);
  const blob = posted[0] as Blob;
  expect(blob.size).toBeLessThan(TEXT.length / 10);
  const stream = new Blob([await blob.arrayBuffer()]).stream().pipeThrough(new DecompressionStream("gzip"));
  expect(await new Response(stream).text()).toBe(TEXT);
});

test("what fits into one packet is not compressed", async () => {
  compress();
  await transport.post(TEXT.slice(1));
  expect(posted).toEqual([TEXT.slice(1)]);
});

test("what is being compressed at hide goes out as it is, once", async () => {
  let finish = (_: Blob) => {};
  compress(() => new Promise((resolve) => (finish = resolve)));
  const outcome = transport.post(TEXT);
  hide();
  hide();
  expect(beacons).toEqual([TEXT]);
  finish(packed);
  expect(await outcome).toEqual(taken);
  expect(posted).toEqual([]);
});

test("a beacon that the browser does not take stays with the compressor", async () => {
  transport.beacon = () => false;
  compress(async () => packed);
  const outcome = transport.post(TEXT);
  hide();
  await outcome;
  expect(posted).toEqual([packed]);
});

test("a compressed body that is refused is sent as it is, and so is everything after it", async () => {
  outcomes.push({ kind: "refused", status: 403 });
  compress(async () => packed);
  expect(await transport.post(TEXT)).toEqual(taken);
  await transport.post(TEXT);
  expect(posted).toEqual([packed, TEXT, TEXT]);
});

test("a compressed body that may come again later is not sent twice", async () => {
  outcomes.push({ kind: "retry", after: 7 });
  compress(async () => packed);
  expect(await transport.post(TEXT)).toEqual({ kind: "retry", after: 7 });
  expect(posted).toEqual([packed]);
});

test("a compressor that fails, or is not there, does not lose the body", async () => {
  compress(() => Promise.reject(new Error("no memory")));
  await transport.post(TEXT);
  stop();
  vi.stubGlobal("CompressionStream", undefined);
  compress();
  await transport.post(TEXT);
  vi.unstubAllGlobals();
  expect(posted).toEqual([TEXT, TEXT]);
});
