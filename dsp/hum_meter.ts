// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** Finds the hum of the mains. */
import { dbOfPower } from "./decibels.ts";

/** Mains frequencies, and how many of their harmonics are counted; what is above is never alone. */
const MAINS_HZ = [50, 60] as const;
const HARMONICS = 4;
/** Lines are looked for at this rate or a little more, Hz. */
const LEAST_RATE_HZ = 1_000;
/** Windows of 1 s, each half over the one before; the quietest of 8 s is looked at. */
const KEPT_WINDOWS = 15;
/** A hum that is softer concerns nobody, dBFS. */
const LEAST_HUM_DB = -60;
/** In the quietest window so much of the power is the hum's; less, and it drowns in the room's noise. */
const LEAST_PART = 0.5;

/** A hum that was found. */
export interface Hum {
  readonly hz: typeof MAINS_HZ[number];
  /** RMS, dBFS. */
  readonly levelDb: number;
}

/**
 * Finds the hum of the mains in one channel: 50 or 60 Hz and their harmonics.
 *
 * Speech and music cover a hum and hold similar notes, so only the quietest second of the last eight counts, in which a
 * hum is what is left. The lines are measured with a Hann window and the Goertzel algorithm (G. Goertzel, "An algorithm
 * for the evaluation of finite trigonometric series", 1958) over three bins each, which hold all of a line's power.
 */
export class HumMeter {
  readonly #group: number;
  readonly #rateHz: number;
  readonly #half: number;
  readonly #window: Float64Array;
  readonly #windowPower: number;
  /** The last second, averaged in groups; the newer half is being filled. */
  readonly #groups: Float64Array;
  readonly #weighted: Float64Array;
  #filled: number;
  #groupSum = 0;
  #groupFrames = 0;
  /** Sums of all squares: of the half that is being filled, and of the one before; NaN until there is one. */
  #newSquares = 0;
  #oldSquares = NaN;
  /** Of the last windows: power of everything, of the hum, and its frequency; a ring. */
  readonly #powers = new Float64Array(KEPT_WINDOWS);
  readonly #hums = new Float64Array(KEPT_WINDOWS);
  readonly #mains = new Uint8Array(KEPT_WINDOWS);
  #windows = 0;

  /** @param rateHz at least 2,000 */
  constructor(rateHz: number) {
    this.#group = Math.floor(rateHz / LEAST_RATE_HZ);
    this.#rateHz = rateHz / this.#group;
    this.#half = Math.round(this.#rateHz / 2);
    const length = 2 * this.#half;
    this.#window = Float64Array.from(
      { length },
      (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / length),
    );
    this.#windowPower = this.#window.reduce((sum, w) => sum + w * w, 0);
    this.#groups = new Float64Array(length);
    this.#weighted = new Float64Array(length);
    this.#filled = this.#half;
  }

  /** Takes the first `frames` of a block of one channel. A sample that is not finite is silence. */
  process(samples: Float32Array, frames: number): void {
    const group = this.#group;
    for (let i = 0; i < frames;) {
      const stop = Math.min(frames, i + group - this.#groupFrames);
      this.#groupFrames += stop - i;
      let sum = this.#groupSum;
      let squares = this.#newSquares;
      for (; i < stop; i++) {
        const x = samples[i]!;
        if (!(x - x === 0)) continue;
        sum += x;
        squares += x * x;
      }
      this.#groupSum = sum;
      this.#newSquares = squares;
      if (this.#groupFrames < group) return;
      this.#groups[this.#filled++] = this.#groupSum / group;
      this.#groupSum = this.#groupFrames = 0;
      if (this.#filled === this.#groups.length) this.#endHalf();
    }
  }

  /** The hum of the last 8 s; `undefined` where there is none, and until 8 s have come. */
  get hum(): Hum | undefined {
    if (this.#windows < KEPT_WINDOWS) return undefined;
    let quietest = 0;
    for (let i = 1; i < KEPT_WINDOWS; i++) {
      if (this.#powers[i]! < this.#powers[quietest]!) quietest = i;
    }
    const levelDb = dbOfPower(this.#hums[quietest]!);
    const part = this.#hums[quietest]! / this.#powers[quietest]!;
    if (!(levelDb >= LEAST_HUM_DB && part >= LEAST_PART)) return undefined;
    return { hz: MAINS_HZ[this.#mains[quietest]!]!, levelDb };
  }

  /** Forgets everything. */
  reset(): void {
    this.#filled = this.#half;
    this.#groupSum =
      this.#groupFrames =
      this.#newSquares =
      this.#windows =
        0;
    this.#oldSquares = NaN;
  }

  #endHalf(): void {
    if (this.#oldSquares >= 0) this.#measure();
    this.#oldSquares = this.#newSquares;
    this.#newSquares = 0;
    this.#groups.copyWithin(0, this.#half);
    this.#filled = this.#half;
  }

  #measure(): void {
    const { length } = this.#groups;
    const mean = this.#groups.reduce((sum, x) => sum + x, 0) / length;
    for (let i = 0; i < length; i++) {
      this.#weighted[i] = (this.#groups[i]! - mean) * this.#window[i]!;
    }
    const at = this.#windows++ % KEPT_WINDOWS;
    const squares = this.#oldSquares + this.#newSquares;
    this.#powers[at] = Math.max(0, squares / (length * this.#group) - mean * mean);
    const at50 = this.#powerAt(MAINS_HZ[0]);
    const at60 = this.#powerAt(MAINS_HZ[1]);
    this.#hums[at] = Math.max(at50, at60);
    this.#mains[at] = at50 >= at60 ? 0 : 1;
    // The ring's index must not run out of precision: it is counted on from one full round.
    if (this.#windows === 2 * KEPT_WINDOWS) this.#windows = KEPT_WINDOWS;
  }

  /** Mean square of a mains frequency and its harmonics. */
  #powerAt(hz: number): number {
    const { length } = this.#weighted;
    let sum = 0;
    for (let harmonic = 1; harmonic <= HARMONICS; harmonic++) {
      const bin = (harmonic * hz * length) / this.#rateHz;
      for (let side = -1; side <= 1; side++) sum += this.#goertzel(bin + side);
    }
    // Each line has a mirror image at the negative frequency.
    return (2 * sum) / (length * this.#windowPower);
  }

  /** |X|² at a bin, which need not be whole. */
  #goertzel(bin: number): number {
    const weighted = this.#weighted;
    const coefficient = 2 * Math.cos((2 * Math.PI * bin) / weighted.length);
    let s1 = 0;
    let s2 = 0;
    for (let i = 0; i < weighted.length; i++) {
      const s0 = weighted[i]! + coefficient * s1 - s2;
      s2 = s1;
      s1 = s0;
    }
    return s1 * s1 + s2 * s2 - coefficient * s1 * s2;
  }
}
