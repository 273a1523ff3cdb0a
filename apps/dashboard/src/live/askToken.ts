import { AnswerError } from "../api/getJson.ts";

/** A token for the live updates of one project, and when it ends. */
export interface LiveToken {
  token: string;
  expiresAt: string;
}

/** Asks the dashboard's own server for a token. Fails with an AnswerError that says why there is none. */
export async function askToken(projectKey: string, signal: AbortSignal): Promise<LiveToken> {
  let response: Response;
  try {
    response = await fetch("/live/token", {
      method: "POST",
      signal,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ projectKey }),
    });
  } catch {
    throw new AnswerError("The server could not be reached.", 0, "Is Paceline running, and is the network up?");
  }
  const answer = (await response.json().catch(() => null)) as (LiveToken & { detail?: string }) | null;
  if (!response.ok || answer === null) {
    throw new AnswerError(answer?.detail ?? `The server answered ${response.status}.`, response.status, "");
  }
  return answer;
}
