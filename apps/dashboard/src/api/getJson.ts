/** Why a question got no answer, in words for the person who looks at the dashboard. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";

  constructor(
    message: string,
    /** The HTTP status; 0 when the server was not reached. */
    readonly status: number,
    readonly detail: string,
  ) {
    super(message);
  }

  /** Whether asking again without a change can help. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export interface Ask {
  signal?: AbortSignal;
  /** Read through every cache between here and the store. */
  fresh?: boolean;
}

/** GETs an answer of the query API. Every failure is an AnswerError (an aborted question excepted). */
export async function getJson<Answer>(path: string, { signal, fresh = false }: Ask = {}): Promise<Answer> {
  const response = await reach(path, {
    signal: signal ?? null,
    credentials: "same-origin",
    cache: fresh ? "no-cache" : "default",
    headers: { Accept: "application/json", ...(fresh ? { "Cache-Control": "no-cache" } : {}) },
  });
  if (!response.ok) throw await refusal(response);
  try {
    return (await response.json()) as Answer;
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new AnswerError(
      "The server's answer could not be read.",
      response.status,
      "It was not complete JSON. A proxy in between may have replaced it.",
    );
  }
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new AnswerError("The server could not be reached.", 0, "Is Paceline running, and is the network up?");
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Reads an application/problem+json answer (RFC 9457); whatever else came is told by its status. */
async function refusal(response: Response): Promise<AnswerError> {
  const status = `${response.status} ${response.statusText}`.trim();
  try {
    const problem: unknown = await response.json();
    return new AnswerError(
      textField(problem, "title") ?? `The server answered ${status}.`,
      response.status,
      textField(problem, "detail") ?? "",
    );
  } catch (error) {
    if (isAbort(error)) throw error;
    return new AnswerError(`The server answered ${status}.`, response.status, "");
  }
}

function textField(record: unknown, field: string): string | null {
  if (typeof record !== "object" || record === null) return null;
  const value: unknown = Reflect.get(record, field);
  return typeof value === "string" && value !== "" ? value : null;
}
