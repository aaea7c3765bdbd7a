/** When the machine slept, by how seldom anybody looked at the clock. */

/** Two looks at the clock this far apart: the machine (or the process) slept in between. */
const SLEEP_NS = 3e9;

/** Remembers when nobody looked at the clock. */
export class SleepLog {
  #lookedNs = -Infinity;
  #fromNs = -Infinity;
  #toNs = -Infinity;

  /**
   * Someone looks at the clock, as happens many times a second while the machine is awake.
   *
   * @param busyUntilNs until then who looks was waiting for something else, and awake
   */
  look(nowNs: number, busyUntilNs = -Infinity): void {
    if (this.#lookedNs < busyUntilNs) this.#lookedNs = busyUntilNs;
    if (this.#lookedNs !== -Infinity && nowNs - this.#lookedNs > SLEEP_NS) {
      this.#fromNs = this.#lookedNs;
      this.#toNs = nowNs;
    }
    this.#lookedNs = Math.max(this.#lookedNs, nowNs);
  }

  /** How long nobody has slept, ns. */
  awakeNs(nowNs: number): number {
    return nowNs - this.#toNs;
  }

  /** How much of the time between two instants was slept through, by the last sleep; ns. */
  sleptNs(fromNs: number, toNs: number): number {
    return Math.max(0, Math.min(this.#toNs, toNs) - Math.max(this.#fromNs, fromNs));
  }
}
