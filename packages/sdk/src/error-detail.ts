/** What an error event tells. Empty fields are left out. */
export interface ErrorDetail {
  message: string;
  stack?: string;
  source?: string;
  line?: number;
  column?: number;
  /** `cross-origin`: the browser says no more than that a script of another origin failed. */
  kind: "error" | "unhandledrejection" | "reported" | "resource" | "cross-origin";
}

const MESSAGE_LENGTH = 1024;
const STACK_LENGTH = 4096; // the top frames tell; twenty errors must fit into what may be sent at hide

const text = (value: unknown): string => {
  try {
    return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  } catch {
    return Object.prototype.toString.call(value);
  }
};

/**
 * Name, message and stack of whatever was thrown: an Error (of this or another realm, so no `instanceof`), or
 * any other value, since JavaScript can throw anything.
 */
export function describe(thrown: unknown, message = ""): { name: string; message: string; stack?: string } {
  const error = (typeof thrown === "object" && thrown !== null ? thrown : {}) as Partial<Error>;
  const said = typeof error.message === "string" ? error.message : thrown === undefined ? "" : text(thrown);
  return {
    name: (typeof error.name === "string" && error.name) || "Error",
    message: (said || message || "(no message)").slice(0, MESSAGE_LENGTH),
    stack: typeof error.stack === "string" ? error.stack.slice(0, STACK_LENGTH) : undefined,
  };
}
