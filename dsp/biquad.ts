// deno-lint-ignore-file no-non-null-assertion -- the loop runs within the bounds of its array
/** A second-order filter, low-pass or high-pass. */

/** Coefficients of a second-order filter, divided by a0. */
export interface BiquadCoefficients {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/** Q of a second-order Butterworth filter. */
const BUTTERWORTH_Q = Math.SQRT1_2;

/**
 * Added to what comes out (−2,400 dBFS), so that in digital silence the filter's memory does not fade into denormal numbers,
 * which are many times slower. A float32 result does not see it.
 */
const BIAS = 1e-120;

type Shape = (cosine: number) => [b0: number, b1: number, b2: number];

/**
 * Butterworth low-pass of unity gain at 0 Hz, 3 dB down at `cutoffHz`.
 *
 * @throws {RangeError} when `cutoffHz` is not between 0 and half of `rateHz`
 */
export function lowPass(cutoffHz: number, rateHz: number): BiquadCoefficients {
  return design(cutoffHz, rateHz, (cosine) => [(1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2]);
}

/** Butterworth high-pass of unity gain at half of `rateHz`; otherwise as `lowPass`. */
export function highPass(cutoffHz: number, rateHz: number): BiquadCoefficients {
  return design(cutoffHz, rateHz, (cosine) => [(1 + cosine) / 2, -(1 + cosine), (1 + cosine) / 2]);
}

/** R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients" (W3C note, 2021). */
function design(hz: number, rateHz: number, shape: Shape): BiquadCoefficients {
  if (!(hz > 0 && hz < rateHz / 2)) {
    throw new RangeError(
      `Cannot design a filter at ${hz} Hz for ${rateHz} Hz: ` +
        "choose a frequency between 0 and half the rate",
    );
  }
  const angle = (2 * Math.PI * hz) / rateHz;
  const cosine = Math.cos(angle);
  const alpha = Math.sin(angle) / (2 * BUTTERWORTH_Q);
  const a0 = 1 + alpha;
  const [b0, b1, b2] = shape(cosine);
  return { b0: b0 / a0, b1: b1 / a0, b2: b2 / a0, a1: (-2 * cosine) / a0, a2: (1 - alpha) / a0 };
}

/**
 * One second-order filter on one channel, direct form I in double precision: the form in which a sample waits least for the
 * one before it, a quarter faster than the transposed form II.
 *
 * A sample that is not finite is taken as 0, so that it does not stay in the filter for ever.
 */
export class Biquad {
  readonly #coefficients: BiquadCoefficients;
  /** The last two samples that went in, and that came out. */
  #x1 = 0;
  #x2 = 0;
  #y1 = 0;
  #y2 = 0;

  constructor(coefficients: BiquadCoefficients) {
    this.#coefficients = coefficients;
  }

  /** Filters the first `count` samples in place. No delay beyond the filter's own phase. */
  process(samples: Float32Array | Float64Array, count = samples.length): void {
    const { b0, b1, b2, a1, a2 } = this.#coefficients;
    let x1 = this.#x1;
    let x2 = this.#x2;
    let y1 = this.#y1;
    let y2 = this.#y2;
    for (let i = 0; i < count; i++) {
      let x = samples[i]!;
      if (!(x - x === 0)) x = 0;
      // All but the last product is known before the sample before has come out.
      const y = (b0 * x + b1 * x1 + b2 * x2 + BIAS - a2 * y2) - a1 * y1;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      samples[i] = y;
    }
    this.#x1 = x1;
    this.#x2 = x2;
    this.#y1 = y1;
    this.#y2 = y2;
  }

  reset(): void {
    this.#x1 = 0;
    this.#x2 = 0;
    this.#y1 = 0;
    this.#y2 = 0;
  }
}
