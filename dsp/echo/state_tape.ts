/** Writes down what a block remembers, and gives it back. */

/**
 * A block carries its memory over a tape in one method for both ways: what it hands over is noted when the tape records,
 * and replaced by what was noted when it plays.
 */
export class StateTape {
  readonly #noted: number[];
  readonly #plays: boolean;
  #at = 0;

  private constructor(noted: number[], plays: boolean) {
    this.#noted = noted;
    this.#plays = plays;
  }

  /** An empty tape that records. */
  static toRecord(): StateTape {
    return new StateTape([], false);
  }

  /** A tape that plays what another has recorded. */
  static toPlay(state: Float64Array): StateTape {
    return new StateTape([...state], true);
  }

  /** All that was recorded so far. */
  get state(): Float64Array<ArrayBuffer> {
    return Float64Array.from(this.#noted);
  }

  /**
   * Hands a number over; returns the one to go on with.
   *
   * @throws {RangeError} when a tape that plays is at its end: it was recorded by something else
   */
  number(value: number): number {
    if (!this.#plays) {
      this.#noted.push(value);
      return value;
    }
    const noted = this.#noted[this.#at++];
    if (noted === undefined) throw new RangeError("Cannot restore a state: it is too short");
    return noted;
  }

  /** The same for each number of an array, which stays the same array. */
  array(values: Float64Array | Float32Array): void {
    for (let i = 0; i < values.length; i++) values[i] = this.number(values[i] ?? 0);
  }
}

/** What can be written down and go on elsewhere. */
export interface Carried {
  /** Hands its whole memory over to a tape, in an order that is always the same. */
  carry(tape: StateTape): void;
}
