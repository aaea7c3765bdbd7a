/** Troubles that last are reported once, and again after an hour. */
import { messageOf } from "../../ffi/system/message_of.ts";
import { plainLine } from "../ground/plain_line.ts";

/** ms. */
const AGAIN_MS = 3_600_000;
/** Of so many different ones it is remembered when they were reported. */
const MOST_REMEMBERED = 50;

/** Reports them. */
export class Complaints {
  readonly #warn: (message: string) => void;
  readonly #nowMs: () => number;
  readonly #reported = new Map<string, number>();
  #current: { readonly kind: string; readonly message: string } | undefined;

  /** @param nowMs a clock that only goes forward */
  constructor(warn: (message: string) => void, nowMs: () => number) {
    this.#warn = warn;
    this.#nowMs = nowMs;
  }

  /** It is so, or still so. */
  about(trouble: unknown): void {
    const message = wordsOf(trouble);
    // The next file is called by another time, the disk has space for another minute.
    const kind = message.replaceAll(/\d+/g, "0");
    if (this.#current?.kind !== kind) this.#current = { kind, message };
    const nowMs = this.#nowMs();
    if (nowMs - (this.#reported.get(kind) ?? -Infinity) < AGAIN_MS) return;
    if (this.#reported.size >= MOST_REMEMBERED) this.#reported.clear();
    this.#reported.set(kind, nowMs);
    this.#warn(message);
  }

  /** What is wrong at this moment, in words; undefined when all is well. */
  get current(): string | undefined {
    return this.#current?.message;
  }

  /**
   * All is well for now; the same again is no news before its hour is over.
   *
   * @param about only if one of these is what is wrong: of others nobody knows
   */
  calm(about?: readonly string[]): void {
    if (about?.includes(this.#current?.message ?? "") !== false) this.#current = undefined;
  }

  /** All is well: the next trouble is a new one. */
  forget(): void {
    this.calm();
    this.#reported.clear();
  }
}

/** An error in one line, with what it came from. */
export function wordsOf(error: unknown): string {
  if (typeof error === "string") return error;
  const cause = error instanceof Error && error.cause !== undefined
    ? `: ${messageOf(error.cause)}`
    : "";
  return plainLine(`${messageOf(error)}${cause}`);
}
