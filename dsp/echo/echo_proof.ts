// deno-lint-ignore-file no-non-null-assertion -- indices are taken modulo the length of arrays made here
/** Decides where an echo canceller's result is better than what went in. */
import type { Carried, StateTape } from "./state_tape.ts";

/** Blocks that are looked at before and after the one that is decided on. */
export const PROOF_REACH = 12;
/** A passage of so many blocks proves something: a tenth of a second. */
const PASSAGE = 5;
/** Power that may be left in a passage that is a proof: a quarter, 6 dB. */
const PROOF = 0.25;
/** Blocks with an echo for which a proof holds: about 20 s. */
const HOLDS = 940;
/** Power left around a block with which cancelling ends, and below which it begins again. */
const WORSE = 1.03;
const BETTER = 0.98;
/** What counts as an echo at all (mean square): −85 dBFS. */
const HEARD = 3e-9;
/** Blocks in which a canceller that adds instead of taking away has lost its way: a third of a second. */
const BROKEN_BLOCKS = 16;
/** What was taken off in those goes with what came in less than this (a correlation), and is at least this part of its power. */
const BROKEN = 0.2;
const TAKEN_OFF = 0.3;
/** And this part of the loudest echo of the last half minute. */
const LOUD = 0.03;
const LOUDEST_KEEP = 0.999;
const RING = 2 * PROOF_REACH + 1;

/**
 * Takes the result only while the canceller is proven: of a passage shortly before, or at hand, at least 6 dB are gone. Only
 * the far side alone loses that much, as the errors are those from before the filter learned of the block. And only where
 * the sound around the block has not become louder by it: of two sounds that have nothing to do with each other the sum is
 * louder than one, so what becomes quieter has lost echo.
 *
 * Its answers come `PROOF_REACH` blocks late.
 */
export class EchoProof implements Carried {
  readonly #before = new Float64Array(RING);
  readonly #after = new Float64Array(RING);
  /** 1 for blocks in which there may be an echo. */
  readonly #heard = new Float64Array(RING);
  readonly #expected = new Float64Array(RING);
  #blocks = 0;
  #sinceBreak = 0;
  #loudest = 0;
  #sinceProof = HOLDS;
  #isBetter = false;

  /**
   * Takes the next block's mean squares.
   *
   * @param mic as it was recorded
   * @param error with the echo taken off that was expected
   * @param echo what was taken off
   * @returns whether the result is to be taken for the block that came `PROOF_REACH` blocks before
   */
  push(mic: number, error: number, echo: number): boolean {
    const at = this.#blocks++ % RING;
    const isHeard = echo > HEARD;
    this.#heard[at] = isHeard ? 1 : 0;
    this.#before[at] = isHeard ? mic : 0;
    this.#after[at] = isHeard ? error : 0;
    this.#expected[at] = echo;
    this.#sinceBreak++;
    this.#loudest = Math.max(echo, LOUDEST_KEEP * this.#loudest);
    if (isHeard) this.#sinceProof++;
    if (this.#isProof()) this.#sinceProof = 0;
    let before = 0;
    let after = 0;
    let heard = 0;
    for (let i = 0; i < RING; i++) {
      before += this.#before[i]!;
      after += this.#after[i]!;
      heard += this.#heard[i]!;
    }
    this.#isBetter = heard > 0 && after < before * (this.#isBetter ? WORSE : BETTER);
    return this.#isBetter && this.#sinceProof < HOLDS;
  }

  /**
   * Whether what is taken off has nothing to do with what came in: the way has changed, and it learns faster from nothing than from what it knows. Once
   * this is true it is false for some time: what it learns meanwhile is not judged by what it did before.
   */
  takeBreak(): boolean {
    let before = 0;
    let after = 0;
    let echo = 0;
    for (let i = 1; i <= BROKEN_BLOCKS; i++) {
      const at = (this.#blocks - i + RING) % RING;
      before += this.#before[at]!;
      after += this.#after[at]!;
      echo += this.#expected[at]!;
    }
    // |mic − echo|² = |mic|² + |echo|² − 2 · mic · echo
    const together = (before + echo - after) / 2;
    const isBroken = this.#sinceBreak > RING && echo > TAKEN_OFF * before &&
      echo > LOUD * BROKEN_BLOCKS * this.#loudest && together < BROKEN * Math.sqrt(before * echo);
    if (isBroken) this.#sinceBreak = 0;
    return isBroken;
  }

  carry(tape: StateTape): void {
    for (const values of [this.#before, this.#after, this.#heard, this.#expected]) {
      tape.array(values);
    }
    this.#blocks = tape.number(this.#blocks);
    this.#loudest = tape.number(this.#loudest);
    this.#sinceBreak = tape.number(this.#sinceBreak);
    this.#sinceProof = tape.number(this.#sinceProof);
    this.#isBetter = tape.number(this.#isBetter ? 1 : 0) === 1;
  }

  #isProof(): boolean {
    let before = 0;
    let after = 0;
    for (let i = 1; i <= PASSAGE; i++) {
      const at = (this.#blocks - i + RING) % RING;
      if (this.#heard[at] === 0) return false;
      before += this.#before[at]!;
      after += this.#after[at]!;
    }
    return after < PROOF * before;
  }
}
