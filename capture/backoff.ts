/** When to try again what has failed: soon at first, then less and less often. */

/** First and longest wait, ns. */
const FIRST_NS = 0.5e9;
const LONGEST_NS = 8e9;

/** Doubles the wait from 0.5 s to 8 s between tries; the first may be made at once. */
export class Backoff {
  #waitNs = FIRST_NS;
  #nextNs = -Infinity;

  /** Whether the time has come for a try, which is counted by asking. */
  isDue(nowNs: number): boolean {
    if (nowNs < this.#nextNs) return false;
    this.#nextNs = nowNs + this.#waitNs;
    this.#waitNs = Math.min(this.#waitNs * 2, LONGEST_NS);
    return true;
  }

  /** It worked: the next failure is a new one. */
  reset(): void {
    this.#waitNs = FIRST_NS;
    this.#nextNs = -Infinity;
  }
}
