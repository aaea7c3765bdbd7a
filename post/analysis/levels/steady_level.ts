/** A level that is measured all the time and changes seldom. */

/** In the first minute of sound the level is taken anew after each second. */
const EARLY_HOPS = 6_000;
const HOPS_PER_LOOK = 100;

/** Later it is looked at each time that there is a twentieth more sound, and taken when it has moved by more than this. */
const GROWTH = 1.05;
const TOLERANCE_DB = 0.5;

/** After five minutes of sound it must have moved by more. */
const LATE_HOPS = 30_000;
const LATE_TOLERANCE_DB = 1;

/**
 * The level that a plan goes by, from one that is measured all the time.
 *
 * Each change makes all that was encoded so far stale, so a level must not wander with every sentence; and near the end of a
 * long session it must hardly change, or the file would not be ready. When it is looked at depends on the sound alone,
 * counted from its beginning: so live and offline agree.
 */
export class SteadyLevel {
  readonly #measure: () => number;
  #hops = 0;
  #nextLook = HOPS_PER_LOOK;
  #db = -Infinity;

  /** @param measure returns the level of all sound so far, dB; −Infinity for none */
  constructor(measure: () => number) {
    this.#measure = measure;
  }

  /** The level that counts now, dB; −Infinity before there was sound. */
  get db(): number {
    return this.#db;
  }

  /** Another hop of sound has been measured. */
  count(): void {
    if (++this.#hops < this.#nextLook) return;
    this.#nextLook = this.#hops < EARLY_HOPS
      ? this.#hops + HOPS_PER_LOOK
      : Math.ceil(this.#hops * GROWTH);
    const db = this.#measure();
    const toleranceDb = this.#hops < LATE_HOPS ? TOLERANCE_DB : LATE_TOLERANCE_DB;
    if (this.#hops <= EARLY_HOPS || Math.abs(db - this.#db) > toleranceDb) this.#db = db;
  }

  /** There is no more: of a short recording the level is exact. */
  finish(): void {
    if (this.#hops <= EARLY_HOPS) this.#db = this.#measure();
  }
}
