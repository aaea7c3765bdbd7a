/** The level is looked at after each second of sound for a minute, then after times that grow by a twentieth. */
const HOPS_PER_LOOK = 100;
const FREE_HOPS = 6_000;
const GROWTH = 1.05;

/** And from then on taken only when it has moved by more than this; by more yet when there are five minutes of it. */
const TOLERANCE_DB = 0.5;
const LATE_HOPS = 30_000;
const LATE_TOLERANCE_DB = 1;

/**
 * A level that is measured all the time and changes seldom.
 *
 * Each change makes all that was encoded so far stale, so a level must not wander with every sentence; and near the end of a
 * long session it must not change at all, or the file would not be ready. When it is looked at depends on the sound alone,
 * counted from its beginning: so live and offline agree.
 */
export class HeldLevel {
  readonly #measure: () => number;
  #hops = 0;
  #nextLook = HOPS_PER_LOOK;
  #db = -Infinity;

  /** @param measure tells the level of all sound so far, dB; −Infinity for none */
  constructor(measure: () => number) {
    this.#measure = measure;
  }

  /** The level that holds now, dB; −Infinity before there was sound. */
  get db(): number {
    return this.#db;
  }

  /** Another hop of sound has been measured. */
  count(): void {
    if (++this.#hops < this.#nextLook) return;
    this.#nextLook = this.#hops < FREE_HOPS
      ? this.#hops + HOPS_PER_LOOK
      : Math.ceil(this.#hops * GROWTH);
    const db = this.#measure();
    const toleranceDb = this.#hops < LATE_HOPS ? TOLERANCE_DB : LATE_TOLERANCE_DB;
    if (this.#hops <= FREE_HOPS || Math.abs(db - this.#db) > toleranceDb) this.#db = db;
  }

  /** There is no more: of a short recording the level is exact. */
  finish(): void {
    if (this.#hops <= FREE_HOPS) this.#db = this.#measure();
  }
}
