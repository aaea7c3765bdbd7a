/** A side's gain where nobody knows yet how loud it is going to be: found in the first seconds, and moved slowly then. */

/** So fast it moves until so much of a side was heard. */
const FIRST_DB_PER_SECOND = 10;
const FIRST_SECONDS = 5;
/** And so fast from then on: nobody hears that. */
const LATER_DB_PER_SECOND = 0.5;

/** Hops that are remembered: more than a block and all that a limiter looks at. */
const REMEMBERED_HOPS = 4_096;

/** The gain at the beginning of each hop, dB: 0 at first, and on its way to a target from when there is one. */
export class SlowGain {
  readonly #gainsDb = new Float64Array(REMEMBERED_HOPS);
  readonly #hopsPerSecond: number;
  #hops = 0;
  #heardHops = 0;
  #gainDb = 0;

  constructor(hopsPerSecond: number) {
    this.#hopsPerSecond = hopsPerSecond;
  }

  /**
   * Goes on to a hop.
   *
   * @param targetDb where the gain is to be; undefined while nobody knows
   * @param isHeard whether a hop holds sound that counts
   */
  goTo(hop: number, targetDb: number | undefined, isHeard: (hop: number) => boolean): void {
    while (this.#hops <= hop) {
      this.#gainsDb[this.#hops % REMEMBERED_HOPS] = this.#gainDb;
      if (targetDb !== undefined) this.#move(targetDb, isHeard(this.#hops));
      this.#hops++;
    }
  }

  /** The gain at the beginning of a hop; the last one that is known behind it. */
  at(hop: number): number {
    return this.#gainsDb[Math.max(0, Math.min(hop, this.#hops - 1)) % REMEMBERED_HOPS] ?? 0;
  }

  #move(targetDb: number, isHeard: boolean): void {
    if (isHeard) this.#heardHops++;
    const isEarly = this.#heardHops < FIRST_SECONDS * this.#hopsPerSecond;
    const most = (isEarly ? FIRST_DB_PER_SECOND : LATER_DB_PER_SECOND) / this.#hopsPerSecond;
    this.#gainDb += Math.max(-most, Math.min(most, targetDb - this.#gainDb));
  }
}
