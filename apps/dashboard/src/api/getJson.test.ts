import { afterEach, describe, expect, it, vi } from "vitest";
import { AnswerError, getJson } from "./getJson.ts";

afterEach(() => vi.unstubAllGlobals());

function answerWith(answer: Response | Error) {
  const fetch = vi.fn<typeof globalThis.fetch>(() =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer),
  );
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

async function failure(): Promise<AnswerError> {
  const error: unknown = await getJson("/api/projects").catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AnswerError);
  return error as AnswerError;
}

describe("getJson", () => {
  it("gives the answer", async () => {
    answerWith(Response.json([{ projectKey: "demo" }]));
    expect(await getJson("/api/projects")).toEqual([{ projectKey: "demo" }]);
  });

  it("reads through caches only when asked to", async () => {
    const fetch = answerWith(Response.json([]));
    await getJson("/a");
    expect(new Headers(fetch.mock.lastCall?.[1]?.headers).get("Cache-Control")).toBeNull();
    answerWith(Response.json([]));
    const fresh = answerWith(Response.json([]));
    await getJson("/a", { fresh: true });
    expect(new Headers(fresh.mock.lastCall?.[1]?.headers).get("Cache-Control")).toBe("no-cache");
  });

  it("tells a problem in the server's words", async () => {
    answerWith(
      new Response(JSON.stringify({ title: "Bad range", status: 400, detail: "range is <n>h|d|w" }), { status: 400 }),
    );
    const error = await failure();
    expect([error.message, error.detail, error.passing]).toEqual(["Bad range", "range is <n>h|d|w", false]);
  });

  it("tells a page of HTML by its status, and that it may pass", async () => {
    answerWith(new Response("<html>", { status: 502, statusText: "Bad Gateway" }));
    const error = await failure();
    expect([error.message, error.passing]).toEqual(["The server answered 502 Bad Gateway.", true]);
  });

  it("tells a half answer", async () => {
    answerWith(new Response('[{"projectKey":'));
    expect((await failure()).message).toBe("The server's answer could not be read.");
  });

  it("tells that the server was not reached", async () => {
    answerWith(new TypeError("Failed to fetch"));
    expect((await failure()).status).toBe(0);
  });
});
