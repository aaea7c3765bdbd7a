/** What the main thread and a worker of `post/` say to each other, whatever the worker's job is. */
import { EncoderError } from "../encode/encoder_error.ts";

/** To the worker. Orders are carried out one after the other; `cancel` ends one of them, or all. */
export type ToWorker<Order> =
  | { readonly type: "order"; readonly id: number; readonly order: Order }
  | { readonly type: "cancel"; readonly id?: number };

/** From the worker: any number of `progress`, then one `done` or `failed` for each order. */
export type FromWorker<Result> =
  | { readonly type: "progress"; readonly id: number; readonly value: number }
  | { readonly type: "done"; readonly id: number; readonly result: Result }
  | { readonly type: "failed"; readonly id: number; readonly error: PlainError };

/** An error as it travels: structured cloning would lose its class and its code. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  /** The operating system's name for it, such as `ENOSPC`. */
  readonly code?: string;
}

/** What of an error can be sent to another thread. */
export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const code = (error as { code?: unknown }).code;
  const { name, message } = error;
  return typeof code === "string" ? { name, message, code } : { name, message };
}

const KNOWN = { RangeError, TypeError, SyntaxError, ReferenceError, EncoderError };

/** The error again, of the class it had where that is a built-in one, one of `Deno.errors`, or `EncoderError`. */
export function fromPlainError({ name, message, code }: PlainError): Error {
  const classes: Record<string, new (message: string) => Error> = { ...KNOWN, ...Deno.errors };
  const Class = classes[name];
  const error = name === "AbortError"
    ? new DOMException(message, name)
    : Class
    ? new Class(message)
    : new Error(message);
  if (code !== undefined && !("code" in error)) Object.assign(error, { code });
  return error;
}
