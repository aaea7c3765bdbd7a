/** How long it is waited before what has failed is tried again, and how that is interrupted. */
import type { After } from "../../capture/ground/timers.ts";

/** ms; the last one again and again. */
const WAITS_MS: readonly number[] = [1_000, 2_000, 5_000, 10_000];

/** Waits that grow with each failure. */
export class Pauses {
  #failures = 0;

  /** Another failure. @returns how long to wait now, ms */
  next(): number {
    const wait = WAITS_MS[Math.min(this.#failures, WAITS_MS.length - 1)] ?? 0;
    this.#failures++;
    return wait;
  }

  /** It worked. */
  reset(): void {
    this.#failures = 0;
  }
}

/** Waits, but not when the signal comes. */
export async function pause(waitMs: number, after: After, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = () => {
      cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = after(waitMs, end);
    signal.addEventListener("abort", end, { once: true });
  });
}

/**
 * A signal that comes with another one, or before it. Unlike with `AbortSignal.any` nothing of it is left behind at the
 * other, which lives for months.
 */
export class Leaving implements Disposable {
  readonly #from: AbortSignal;
  readonly #controller = new AbortController();
  readonly #follow = () => this.#controller.abort();

  constructor(from: AbortSignal) {
    this.#from = from;
    if (from.aborted) this.#follow();
    from.addEventListener("abort", this.#follow, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** It comes now. */
  abort(): void {
    this.#controller.abort();
  }

  /** The same, and the other is forgotten. */
  [Symbol.dispose](): void {
    this.#from.removeEventListener("abort", this.#follow);
    this.abort();
  }
}
