import { useQuery } from "@tanstack/react-query";
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ledgerQuery } from "../api/queries.ts";
import { renderInFrame } from "../testing.tsx";
import { ScreenAnswer } from "./ScreenAnswer.tsx";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** A screen that tells beside its panels what its question is at. */
function Screen() {
  const query = useQuery(ledgerQuery("my-website"));
  return (
    <>
      <p>{query.fetchStatus}</p>
      <ScreenAnswer query={query}>
        <p>the panels</p>
      </ScreenAnswer>
    </>
  );
}

describe("a screen whose question got no answer", () => {
  it("keeps its notice while it asks again, until there is an answer", async () => {
    let fetched = (): Promise<Response> => Promise.reject(new TypeError("no network"));
    vi.stubGlobal("fetch", () => fetched());
    await renderInFrame(<Screen />);
    await screen.findByRole("alert");

    let answer = (_: Response) => {};
    const answered = new Promise<Response>((resolve) => (answer = resolve));
    fetched = () => answered;
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("fetching");
    expect(screen.getByRole("alert").textContent).toContain("The server could not be reached.");
    expect(screen.queryByText("the panels")).toBeNull();

    answer(Response.json({}));
    await screen.findByText("the panels");
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
