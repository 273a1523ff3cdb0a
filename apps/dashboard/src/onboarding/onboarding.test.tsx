import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Overview } from "../overview/Overview.tsx";
import { renderInFrame } from "../testing.tsx";
import { defaultView } from "../view/view.ts";
import { namedIngest, scriptTag, usualIngest } from "./instructions.ts";
import { NoProjects } from "./NoProjects.tsx";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** An overview over a project without page views, whose ledger has accepted so many events. */
function emptyProject(accepted: number, config: unknown = []) {
  const none = {
    p50: null,
    p75: null,
    p90: null,
    p95: null,
    p99: null,
    samples: 0,
    estimatedSamples: 0,
    rating: null,
    ratings: { good: 0, needsImprovement: 0, poor: 0 },
  };
  const summary = {
    lcp: none,
    inp: none,
    cls: none,
    fcp: none,
    ttfb: none,
    fid: none,
    totalSamples: 0,
    estimatedViews: 0,
    sessions: 0,
    errors: 0,
    method: "exact",
    relativeError: 0,
    from: "",
    to: "",
  };
  const ledger = {
    accepted,
    visible: accepted,
    merged: 0,
    deduplicated: 0,
    queued: 0,
    deadLettered: 0,
    deleted: 0,
    difference: 0,
    at: "2026-11-23T12:00:00Z",
  };
  vi.stubGlobal("fetch", (path: string) =>
    Promise.resolve(
      path === "/config.json" && config === null
        ? new Response("", { status: 404 })
        : Response.json(
            path.includes("/summary")
              ? summary
              : path.includes("/ledger")
                ? ledger
                : path === "/config.json"
                  ? config
                  : [],
          ),
    ),
  );
  return renderInFrame(
    <Overview
      project={{ projectKey: "my-website", demo: false, origins: [] }}
      view={{ ...defaultView, project: "my-website" }}
      onChange={() => undefined}
    />,
  );
}

describe("empty states", () => {
  it("tells how to add the first project", () => {
    render(<NoProjects />);
    expect(screen.getByText("paceline project add my-website --origin https://example.com")).toBeTruthy();
  });

  it("shows the script tag of a project that never had a page view, and waits", async () => {
    await emptyProject(0, { ingestUrl: "https://in.example/rum/", version: "1" });
    expect((await screen.findByRole("group", { name: "script tag" })).textContent).toBe(
      scriptTag("https://in.example/rum", "my-website"),
    );
    expect(screen.queryByText(/did not say/)).toBeNull();
    expect(screen.getByText(/Waiting for the first page view/)).toBeTruthy();
  });

  it("takes the usual place of ingest, and says so, where the server names none", async () => {
    await emptyProject(0, null);
    expect((await screen.findByRole("group", { name: "script tag" })).textContent).toBe(
      scriptTag(usualIngest(location), "my-website"),
    );
    expect(screen.getByText(/did not say where it takes in/)).toBeTruthy();
  });

  it("says that a range is quiet where the project has had events", async () => {
    await emptyProject(12);
    expect(await screen.findByText("No page views in the last 24 hours.")).toBeTruthy();
    expect(await screen.findByText("No JavaScript errors in this range.")).toBeTruthy();
    expect(screen.queryByText(/Waiting for/)).toBeNull();
  });
});

describe("the script tag", () => {
  it("names the ingest service and the project", () => {
    expect(scriptTag("https://rum.example", "shop")).toBe(
      '<script async src="https://rum.example/paceline.js"\n  data-project="shop" data-key="YOUR_KEY"></script>',
    );
  });

  it("takes the server's word only where it is an address of http", () => {
    expect(["https://in.example/", "http://[::1]:4000", "javascript:alert(1)", "", undefined].map(namedIngest)).toEqual(
      ["https://in.example", "http://[::1]:4000", null, null, null],
    );
  });

  it("knows the usual place of ingest", () => {
    expect(usualIngest({ protocol: "https:", hostname: "rum.example" })).toBe("https://rum.example:4000");
  });
});
