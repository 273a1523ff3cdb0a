import { createMemoryHistory, createRouter, RouterProvider, type AnyRouter } from "@tanstack/react-router";
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import screens from "../../../../internal/bench/firstscreen.json";
import { answerTo } from "../../dev/answerTo.ts";
import { newQueryClient } from "../api/queryClient.ts";
import { router } from "../router.ts";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** What is asked of the query API, as the benchmark of the read path lists it. */
interface Asked {
  address: string;
  fresh: boolean;
}

const benched = "bench-query";
const mocked = "my-website";

/** Opens the dashboard anew over generated data and notes what it asks for the first time. */
function open(range: string): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", (address: string, init?: RequestInit) => {
    if (address.startsWith("/api/")) {
      const fresh = new Headers(init?.headers).get("Cache-Control") === "no-cache";
      const question = { address: address.replace(mocked, benched), fresh };
      if (!asked.some((earlier) => earlier.address === question.address)) asked.push(question);
    }
    const { status, body } = answerTo(new URL(address, "http://mock.invalid"), Date.now(), new Map());
    return Promise.resolve(Response.json(body, { status }));
  });
  const history = createMemoryHistory({ initialEntries: [`/?project=${mocked}&range=${range}`] });
  const opened = createRouter({ ...router.options, history });
  render(
    <QueryClientProvider client={newQueryClient()}>
      <RouterProvider router={opened as AnyRouter} />
    </QueryClientProvider>,
  );
  return asked;
}

describe("the first screen", () => {
  it.each(Object.entries(screens))("asks over %s what `paceline bench query` measures", async (range, listed) => {
    const asked = open(range);
    const expected = listed.map(({ address, fresh = false }: Partial<Asked>) => ({ address, fresh }));
    await waitFor(() => expect(document.querySelectorAll("table").length).toBeGreaterThan(1));
    await waitFor(() => expect(inOrder(asked)).toEqual(inOrder(expected)));
    expect(asked[0]).toEqual(expected[0]);
  });
});

function inOrder<Question extends { address?: string | undefined }>(list: Question[]): Question[] {
  return list.toSorted((a, b) => String(a.address).localeCompare(String(b.address)));
}
