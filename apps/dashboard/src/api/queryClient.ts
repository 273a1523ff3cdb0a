import { QueryClient } from "@tanstack/react-query";
import { AnswerError } from "./getJson.ts";

/** Asks again twice where that can help; a refusal is shown at once. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // On one machine the server is reachable without a network.
        networkMode: "always",
        refetchIntervalInBackground: false,
        retry: (failures, error) => failures < 2 && error instanceof AnswerError && error.passing,
        retryDelay: (failures) => Math.min(1_000 * 2 ** failures, 8_000),
      },
    },
  });
}
