import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { atOnce, hide, leave, openPage, type Page } from "./page";

let page: Page;
beforeEach(() => {
  vi.useFakeTimers();
  page = openPage();
});
afterEach(() => {
  page.close();
  vi.useRealTimers();
});

const names = (list: { beacon: { events: { name: string }[] } }[]) =>
  list.map(({ beacon }) => beacon.events.map(({ name }) => name));

describe("batching", () => {
  test("the page view leaves at once, as a request that needs no preflight", () => {
    page.start();
    expect(names(page.requests)).toEqual([["page_view"]]);
    const { url, init } = page.requests[0]!;
    expect(url).toBe("https://rum.test/v1/ingest?key=pl_test");
    expect(init).toMatchObject({
      method: "POST",
      keepalive: true,
      credentials: "omit",
    });
    // The browser calls a string text/plain.
    expect(typeof init.body).toBe("string");
    expect(init).not.toHaveProperty("headers");
  });

  test("ten events leave together, the eleventh waits", async () => {
    const client = page.start();
    for (let i = 1; i <= 9; i++) client.custom(`c${i}`);
    await atOnce();
    expect(page.requests).toHaveLength(1);
    client.custom("c10");
    await atOnce();
    client.custom("c11");
    await atOnce();
    expect(page.requests).toHaveLength(2);
    expect(page.requests[1]!.beacon.events).toHaveLength(10);
  });

  test("16 KB leave together, however few events they are", async () => {
    const client = page.start();
    client.custom("big", 1, { text: "x".repeat(10_000) });
    await atOnce();
    expect(page.requests).toHaveLength(1);
    client.custom("big", 2, { text: "x".repeat(10_000) });
    await atOnce();
    expect(names(page.requests)[1]).toEqual(["big", "big"]);
  });

  test("a lone event leaves after 5 s", () => {
    page.start().custom("lone");
    vi.advanceTimersByTime(4_999);
    expect(page.requests).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(names(page.requests)[1]).toEqual(["lone"]);
  });

  test("stop sends what waits and hears nothing more", () => {
    const client = page.start();
    client.custom("last");
    client.stop();
    client.custom("too late");
    hide();
    expect(page.sent().map(({ name }) => name)).toEqual(["page_view", "last"]);
  });
});

describe("the end of a page", () => {
  test("pagehide alone sends what is buffered", () => {
    page.start().custom("before");
    leave();
    expect(page.beacons.map(({ events }) => events[0]!.name)).toEqual(["before"]);
  });

  test("hidden alone sends what is buffered", () => {
    page.start().custom("before");
    hide();
    expect(page.beacons.map(({ events }) => events[0]!.name)).toEqual(["before"]);
  });

  test("what is reported between pagehide and hidden is sent too", () => {
    const client = page.start();
    const report = () => client.custom("final");
    window.addEventListener("visibilitychange", report, { capture: true });
    client.custom("before");
    leave();
    hide();
    window.removeEventListener("visibilitychange", report, { capture: true });
    expect(page.beacons.map(({ events }) => events[0]!.name)).toEqual(["before", "final"]);
  });

  test("nothing buffered, nothing sent", () => {
    page.start();
    leave();
    hide();
    expect(page.sendBeacon).not.toHaveBeenCalled();
  });

  test("the body is a plain string, which goes out as text/plain", () => {
    page.start().custom("before");
    hide();
    expect(typeof page.sendBeacon.mock.calls[0]![1]).toBe("string");
  });

  test("a refused beacon goes out by fetch with keepalive", () => {
    page.sendBeacon.mockReturnValue(false);
    page.start().custom("before");
    hide();
    expect(names(page.requests)[1]).toEqual(["before"]);
    expect(page.requests[1]!.init.keepalive).toBe(true);
  });

  test("more than may be in flight is split, and errors go behind everything else", async () => {
    page.answers.push({ status: 503, headers: { "retry-after": "60" } });
    const client = page.start();
    await vi.advanceTimersByTimeAsync(0);
    for (let i = 0; i < 5; i++) client.reportError(Object.assign(new Error(`e${i}`), { stack: "s".repeat(4096) + i }));
    for (let i = 0; i < 4; i++) client.custom("big", i, { text: "x".repeat(15_000) });
    hide();
    expect(page.beacons.length).toBeGreaterThan(1);
    for (const beacon of page.beacons) expect(JSON.stringify(beacon).length).toBeLessThanOrEqual(56 * 1024);
    // What is over the 64 KB in flight goes out without keepalive: it arrives if the page lives on.
    expect(page.requests.at(-1)!.init.keepalive).toBe(false);
    const left = [...page.beacons, ...page.requests.slice(1).map(({ beacon }) => beacon)];
    const types = left.flatMap(({ events }) => events.map(({ type }) => type));
    expect(types).toEqual(["page_view", ...Array(4).fill("custom"), ...Array(5).fill("error")]);
  });
});

describe("the keepalive budget", () => {
  test("a request over 64 KB in flight is sent without keepalive", async () => {
    const client = page.start();
    vi.stubGlobal("fetch", (_: string, init: RequestInit) => {
      flags.push(init.keepalive);
      return new Promise(() => {});
    });
    const flags: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      client.custom("big", i, { text: "ü".repeat(20_000) });
      client.flush();
    }
    await atOnce();
    expect(flags).toEqual([true, false]);
  });

  test("what beacons and requests have on their way counts together, in bytes", async () => {
    const client = page.start();
    const big = () => client.custom("big", 1, { text: "ü".repeat(5_000) });
    for (let i = 0; i < 5; i++) {
      big();
      hide();
    }
    client.custom("big", 1, { text: "ü".repeat(10_000) });
    hide();
    expect(page.beacons).toHaveLength(5);
    expect(page.requests.at(-1)!.init.keepalive).toBe(false);
    await vi.advanceTimersByTimeAsync(10_000);
    big();
    hide();
    expect(page.beacons).toHaveLength(6);
  });
});
