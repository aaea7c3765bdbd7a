/** How long it is waited before what has failed is tried again. */

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
