/** How the last stretch of sound is distributed: levels in dB. */
export interface Evenness {
  readonly meanDb: number;
  /** Standard deviation. */
  readonly spreadDb: number;
}

/** Levels are taken in steps of a quarter decibel, so that sums stay exact however long they are kept. */
const STEPS_PER_DB = 4;

/** Mean and spread of the levels of the last hops, kept as they come. A stretch with digital silence in it has none. */
export class EvenStretch {
  /** Of the hops, oldest overwritten; NaN for digital silence. */
  readonly #steps: Float64Array;
  #pushed = 0;
  #silent = 0;
  #sum = 0;
  #squares = 0;

  constructor(hops: number) {
    this.#steps = new Float64Array(hops);
  }

  /** Takes the level of a hop, dB; what is not finite is digital silence. */
  push(levelDb: number): void {
    const slot = this.#pushed % this.#steps.length;
    if (this.#pushed >= this.#steps.length) this.#count(this.#steps[slot] ?? NaN, -1);
    const step = Number.isFinite(levelDb) ? Math.round(levelDb * STEPS_PER_DB) : NaN;
    this.#steps[slot] = step;
    this.#count(step, 1);
    this.#pushed++;
  }

  /** Undefined until a whole stretch without digital silence has been heard. */
  get evenness(): Evenness | undefined {
    const hops = this.#steps.length;
    if (this.#pushed < hops || this.#silent > 0) return undefined;
    const mean = this.#sum / hops;
    const variance = Math.max(0, this.#squares / hops - mean * mean);
    return { meanDb: mean / STEPS_PER_DB, spreadDb: Math.sqrt(variance) / STEPS_PER_DB };
  }

  /** Forgets everything. */
  reset(): void {
    this.#pushed =
      this.#silent =
      this.#sum =
      this.#squares =
        0;
  }

  #count(step: number, change: number): void {
    if (Number.isNaN(step)) {
      this.#silent += change;
      return;
    }
    this.#sum += change * step;
    this.#squares += change * step * step;
  }
}
