/** Adds up how much echo there was, and how much is left. */
import type { Carried, StateTape } from "./state_tape.ts";

/** What was found and done. */
export class EchoTally implements Carried {
  readonly #blockSeconds: number;
  #echoBlocks = 0;
  #takenBlocks = 0;
  #before = 0;
  #after = 0;
  #alone = 0;

  constructor(blockSeconds: number) {
    this.#blockSeconds = blockSeconds;
  }

  /** So long the microphone may have heard the far side. */
  get echoSeconds(): number {
    return this.#echoBlocks * this.#blockSeconds;
  }

  /** So long of that it was left as it was: there it did not become better. */
  get leftAloneSeconds(): number {
    return (this.#echoBlocks - this.#takenBlocks) * this.#blockSeconds;
  }

  /** Level of the microphone while the far side spoke alone, as it was recorded: dBFS, −Infinity where it did not. */
  get echoDb(): number {
    return 10 * Math.log10(this.#before / Math.max(1, this.#alone));
  }

  /** The same as it is left. */
  get leftDb(): number {
    return 10 * Math.log10(this.#after / Math.max(1, this.#alone));
  }

  /** Counts a block. */
  add(hasEcho: boolean, isTaken: boolean): void {
    if (!hasEcho) return;
    this.#echoBlocks++;
    if (isTaken) this.#takenBlocks++;
  }

  /** Takes the mean squares of a block in which the far side speaks alone. */
  compare(before: number, after: number): void {
    this.#before += before;
    this.#after += after;
    this.#alone++;
  }

  carry(tape: StateTape): void {
    this.#echoBlocks = tape.number(this.#echoBlocks);
    this.#takenBlocks = tape.number(this.#takenBlocks);
    this.#before = tape.number(this.#before);
    this.#after = tape.number(this.#after);
    this.#alone = tape.number(this.#alone);
  }
}
