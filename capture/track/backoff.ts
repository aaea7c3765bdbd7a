/** When to try again what has failed: soon at first, then less often. */

/** First and longest wait, ns. */
const FIRST_NS = 0.2e9;
/** A try costs a millisecond; whoever plugs a device in again wants no second of it to be missing. */
const LONGEST_NS = 0.8e9;

/** Doubles the wait from 0.2 s to 0.8 s between tries; the first may be made at once. */
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

  /** From when on the next try may be made, ns. */
  get dueNs(): number {
    return this.#nextNs;
  }

  /** It worked: the next failure is a new one. */
  reset(): void {
    this.#waitNs = FIRST_NS;
    this.#nextNs = -Infinity;
  }
}
