/** Waiting for something that messages bring about, but not for ever. */
import type { After } from "./timers.ts";

/** Conditions that are looked at again whenever something has happened. */
export class Waiting {
  readonly #after: After;
  readonly #checks = new Set<() => void>();
  #happenings = 0;

  constructor(after: After) {
    this.#after = after;
  }

  /** Something has happened. */
  happened(): void {
    this.#happenings++;
    for (const check of [...this.#checks]) check();
  }

  /**
   * Waits until a condition holds.
   *
   * @param condition looked at now, and after each `happened`
   * @param limitMs how long it waits; with `patient`, from the last happening on
   * @returns whether it holds
   */
  until(condition: () => boolean, limitMs: number, patient = false): Promise<boolean> {
    if (condition()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (holds: boolean) => {
        cancel();
        this.#checks.delete(check);
        resolve(holds);
      };
      const check = () => condition() && end(true);
      let cancel = () => {};
      const wait = () => {
        const seen = this.#happenings;
        cancel = this.#after(limitMs, () => {
          if (patient && this.#happenings !== seen) wait();
          else end(false);
        });
      };
      wait();
      this.#checks.add(check);
    });
  }
}
