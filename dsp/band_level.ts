// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** How loud one channel is in a band of frequencies, hop by hop. */
import { Biquad, highPass, lowPass } from "./biquad.ts";

export interface BandLevelOptions {
  rateHz: number;
  /** Frames of a hop: one level is given for each. */
  hopFrames: number;
  lowHz: number;
  highHz: number;
}

/** The filters run at no less than this rate: their band ends far below half of it. */
const LEAST_RATE_HZ = 11_000;

/**
 * Mean square of one channel in a band, hop by hop.
 *
 * Groups of neighbouring samples are averaged first, so that the filters have a quarter of the work. What that folds
 * back from above is at least 10 dB down, and a level needs no better.
 */
export class BandLevel {
  readonly #hopFrames: number;
  readonly #group: number;
  readonly #bandRateHz: number;
  readonly #high: Biquad;
  readonly #low: Biquad;
  readonly #hop: Float64Array;
  #frame = 0;
  #sum = 0;

  constructor(options: BandLevelOptions) {
    this.#hopFrames = options.hopFrames;
    this.#group = largestDivisor(options.hopFrames, options.rateHz / LEAST_RATE_HZ);
    const rateHz = options.rateHz / this.#group;
    this.#bandRateHz = rateHz;
    this.#high = new Biquad(highPass(options.lowHz, rateHz));
    this.#low = new Biquad(lowPass(Math.min(options.highHz, 0.45 * rateHz), rateHz));
    this.#hop = new Float64Array(options.hopFrames / this.#group);
  }

  /**
   * Takes a block and writes the mean square of each hop that it completes (1 is 0 dB) to `powers`, which must hold
   * `frames / hopFrames + 1`; returns how many. A sample that is not finite is silence.
   */
  process(samples: Float32Array, powers: Float64Array): number {
    const group = this.#group;
    let frame = this.#frame;
    let sum = this.#sum;
    let written = 0;
    for (let i = 0; i < samples.length;) {
      const stop = Math.min(samples.length, i + group - frame % group);
      frame += stop - i;
      for (; i < stop; i++) sum += samples[i]!;
      if (frame % group !== 0) break;
      this.#hop[frame / group - 1] = sum / group;
      sum = 0;
      if (frame < this.#hopFrames) continue;
      frame = 0;
      powers[written++] = this.#power();
    }
    this.#frame = frame;
    this.#sum = sum;
    return written;
  }

  /** What the band holds of the hop that was completed last: a view, valid until the next call of `process`. */
  get band(): Float64Array {
    return this.#hop;
  }

  /** Samples of `band` per second. */
  get bandRateHz(): number {
    return this.#bandRateHz;
  }

  /** Forgets everything. */
  reset(): void {
    this.#high.reset();
    this.#low.reset();
    this.#frame = 0;
    this.#sum = 0;
  }

  #power(): number {
    this.#high.process(this.#hop);
    this.#low.process(this.#hop);
    let sum = 0;
    for (let i = 0; i < this.#hop.length; i++) sum += this.#hop[i]! * this.#hop[i]!;
    return sum / this.#hop.length;
  }
}

/** Largest whole number up to `most` by which `value` can be divided; at least 1. */
function largestDivisor(value: number, most: number): number {
  for (let divisor = Math.floor(most); divisor > 1; divisor--) {
    if (value % divisor === 0) return divisor;
  }
  return 1;
}
