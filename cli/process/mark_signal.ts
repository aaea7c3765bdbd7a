/** The signal that marks a moment. */

/** Where it can be had; Windows has none of the kind. */
const MARK_SIGNAL: Deno.Signal = "SIGUSR1";

/** Calls `mark` for each SIGUSR1, from when it is made until it is disposed of; does nothing where there is none. */
export class MarkSignal implements Disposable {
  readonly #mark: () => void;
  #isHeard = false;

  constructor(mark: () => void) {
    this.#mark = mark;
    try {
      Deno.addSignalListener(MARK_SIGNAL, this.#mark);
      this.#isHeard = true;
    } catch {
      // Not every system has it.
    }
  }

  [Symbol.dispose](): void {
    if (this.#isHeard) Deno.removeSignalListener(MARK_SIGNAL, this.#mark);
    this.#isHeard = false;
  }
}
