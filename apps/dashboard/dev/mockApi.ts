import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import { answerTo } from "./answerTo.ts";

/**
 * Answers /api with generated data, so that the dashboard can be worked on and looked at without a server:
 * `npm run dev`, or `npm run build && npm run preview` for the built files. The project select chooses the
 * scenario (scenarios.ts). With PACELINE_MOCK=none there are no projects. Never part of the built dashboard.
 */
export function mockApi(): Plugin {
  const firstAsked = new Map<string, number>();
  const answer = (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const url = new URL(request.url ?? "/", "http://mock.invalid");
    if (!url.pathname.startsWith("/api/") && url.pathname !== "/config.json") return next();
    const none = process.env.PACELINE_MOCK === "none" && url.pathname === "/api/projects";
    const { status, body } = none ? { status: 200, body: [] } : answerTo(url, Date.now(), firstAsked);
    response.statusCode = status;
    response.setHeader("Content-Type", status === 200 ? "application/json" : "application/problem+json");
    response.end(JSON.stringify(body));
  };
  return {
    name: "paceline-mock-api",
    configureServer: ({ middlewares }) => void middlewares.use(answer),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(answer),
  };
}
