/** Timers without time. */
import type { After } from "../../../capture/ground/timers.ts";
import type { ManualClock } from "../simulated_source.ts";

/** Timers that run when a test moves its clock. */
export class ManualTimers {
  readonly #clock: ManualClock;
  readonly #timers = new Set<{ dueNs: number; action: () => void }>();

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  /** How many are waiting. */
  get waiting(): number {
    return this.#timers.size;
  }

  readonly after: After = (ms, action) => {
    const timer = { dueNs: this.#clock.nowNs() + ms * 1e6, action };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** Moves the clock, and runs what becomes due on the way at its own time; lets promises settle in between. */
  async run(seconds: number): Promise<void> {
    const endNs = this.#clock.nowNs() + seconds * 1e9;
    for (;;) {
      await settle();
      const [next] = [...this.#timers].sort((a, b) => a.dueNs - b.dueNs);
      if (next === undefined || next.dueNs > endNs) break;
      this.#timers.delete(next);
      this.#clock.advance((next.dueNs - this.#clock.nowNs()) / 1e9);
      next.action();
    }
    this.#clock.advance((endNs - this.#clock.nowNs()) / 1e9);
    await settle();
  }
}

/** Lets everything run that only waits for promises. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
