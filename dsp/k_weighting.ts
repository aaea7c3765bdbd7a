// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** The K-weighting of ITU-R BS.1770-4: filters, and the power behind them. */
import { Biquad, type BiquadCoefficients } from "./biquad.ts";

/**
 * The two filters of K-weighting for any rate: how loud a head in a room hears each frequency.
 *
 * ITU-R BS.1770-4 gives their coefficients at 48 kHz only (tables 1 and 2). These are the analogue filters behind them,
 * taken back through the bilinear transform; at 48 kHz they agree with the tables to eight digits.
 */
export function kWeighting(
  rateHz: number,
): [shelf: BiquadCoefficients, highPass: BiquadCoefficients] {
  return [shelf(rateHz), rumble(rateHz)];
}

/** A high shelf of +4 dB above 1.68 kHz: table 1. */
function shelf(rateHz: number): BiquadCoefficients {
  const k = Math.tan((Math.PI * 1681.974450955533) / rateHz);
  const q = 0.7071752369554196;
  const high = 10 ** (3.999843853973347 / 20);
  const middle = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return {
    b0: (high + (middle * k) / q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (middle * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
  };
}

/** A high-pass at 38 Hz: table 2, with its numerator 1, −2, 1. */
function rumble(rateHz: number): BiquadCoefficients {
  const k = Math.tan((Math.PI * 38.13547087602444) / rateHz);
  const q = 0.5003270373238773;
  const a0 = 1 + k / q + k * k;
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / q + k * k) / a0 };
}

export interface KWeightedPowerOptions {
  rateHz: number;
  channels: number;
  /** Frames of a hop: one power is given for each. */
  hopFrames: number;
}

/** K-weighted mean square of all channels together (each with weight 1: left, right, mono), hop by hop. */
export class KWeightedPower {
  readonly #channels: number;
  readonly #filters: readonly [Biquad, Biquad][];
  readonly #hops: readonly Float64Array[];
  readonly #hopFrames: number;
  #frame = 0;

  constructor({ rateHz, channels, hopFrames }: KWeightedPowerOptions) {
    const [first, second] = kWeighting(rateHz);
    this.#channels = channels;
    this.#hopFrames = hopFrames;
    this.#filters = Array.from({ length: channels }, () => [new Biquad(first), new Biquad(second)]);
    this.#hops = Array.from({ length: channels }, () => new Float64Array(hopFrames));
  }

  /**
   * Takes interleaved samples and writes the power of each hop that they complete to `powers`, which must hold
   * `frames / hopFrames + 1`; returns how many. A sample that is not finite is silence.
   */
  process(samples: Float32Array, powers: Float64Array): number {
    const channels = this.#channels;
    const frames = Math.floor(samples.length / channels);
    let written = 0;
    for (let at = 0; at < frames;) {
      const count = Math.min(this.#hopFrames - this.#frame, frames - at);
      for (let channel = 0; channel < channels; channel++) {
        const hop = this.#hops[channel]!;
        for (let i = 0, from = at * channels + channel; i < count; i++, from += channels) {
          hop[this.#frame + i] = samples[from]!;
        }
      }
      at += count;
      this.#frame += count;
      if (this.#frame < this.#hopFrames) break;
      this.#frame = 0;
      powers[written++] = this.#power();
    }
    return written;
  }

  /** Forgets everything. */
  reset(): void {
    for (const [first, second] of this.#filters) {
      first.reset();
      second.reset();
    }
    this.#frame = 0;
  }

  #power(): number {
    let sum = 0;
    for (let channel = 0; channel < this.#channels; channel++) {
      const hop = this.#hops[channel]!;
      const [first, second] = this.#filters[channel]!;
      first.process(hop);
      second.process(hop);
      for (let i = 0; i < hop.length; i++) sum += hop[i]! * hop[i]!;
    }
    return sum / this.#hopFrames;
  }
}

/** Added to what the filters remember, so that it does not fade into denormal numbers, which are many times slower. */
const BIAS = 1e-120;

/** K-weighted power of each frame, of one channel or two: both filters in one pass, for those who hear whole programmes. */
export class KWeightedFrames {
  readonly #shelf: BiquadCoefficients;
  readonly #rumble: BiquadCoefficients;
  /** Of each channel the last two values before the shelf, between the filters, and behind them. */
  readonly #memory = [new Float64Array(6), new Float64Array(6)] as const;

  constructor(rateHz: number) {
    [this.#shelf, this.#rumble] = kWeighting(rateHz);
  }

  /**
   * Writes the power of each frame, channels added, to `powers`.
   *
   * @param samples interleaved, finite
   * @param areTwins both channels hold the same
   */
  weigh(samples: Float32Array, channels: 1 | 2, powers: Float64Array, areTwins = false): void {
    const [first, second] = this.#memory;
    if (channels === 1) this.#weighOne(samples, 1, powers);
    else if (areTwins && first.every((value, i) => value === second[i])) {
      this.#weighOne(samples, 2, powers);
      second.set(first);
    } else this.#weighTwo(samples, powers);
  }

  /** The first of so many channels that hold the same. */
  #weighOne(samples: Float32Array, channels: number, powers: Float64Array): void {
    const { b0, b1, b2, a1, a2 } = this.#shelf;
    // The numerator of the second is 1, −2, 1.
    const { a1: c1, a2: c2 } = this.#rumble;
    const memory = this.#memory[0];
    let x1 = memory[0]!, x2 = memory[1]!, y1 = memory[2]!, y2 = memory[3]!;
    let z1 = memory[4]!, z2 = memory[5]!;
    const frames = Math.floor(samples.length / channels);
    for (let frame = 0; frame < frames; frame++) {
      const x = samples[frame * channels]!;
      const y = (b0 * x + b1 * x1 + b2 * x2 + BIAS - a2 * y2) - a1 * y1;
      const z = (y - 2 * y1 + y2 + BIAS - c2 * z2) - c1 * z1;
      powers[frame] = channels * (z * z);
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      z2 = z1;
      z1 = z;
    }
    keep(memory, x1, x2, y1, y2, z1, z2);
  }

  /** Both at once: each sample waits for the one before it, but not for those of the other channel. */
  #weighTwo(samples: Float32Array, powers: Float64Array): void {
    const { b0, b1, b2, a1, a2 } = this.#shelf;
    const { a1: c1, a2: c2 } = this.#rumble;
    const [left, right] = this.#memory;
    let x1 = left[0]!, x2 = left[1]!, y1 = left[2]!, y2 = left[3]!, z1 = left[4]!, z2 = left[5]!;
    let u1 = right[0]!, u2 = right[1]!, v1 = right[2]!, v2 = right[3]!;
    let w1 = right[4]!, w2 = right[5]!;
    const frames = samples.length >> 1;
    for (let frame = 0; frame < frames; frame++) {
      const x = samples[2 * frame]!;
      const u = samples[2 * frame + 1]!;
      const y = (b0 * x + b1 * x1 + b2 * x2 + BIAS - a2 * y2) - a1 * y1;
      const v = (b0 * u + b1 * u1 + b2 * u2 + BIAS - a2 * v2) - a1 * v1;
      const z = (y - 2 * y1 + y2 + BIAS - c2 * z2) - c1 * z1;
      const w = (v - 2 * v1 + v2 + BIAS - c2 * w2) - c1 * w1;
      powers[frame] = z * z + w * w;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      z2 = z1;
      z1 = z;
      u2 = u1;
      u1 = u;
      v2 = v1;
      v1 = v;
      w2 = w1;
      w1 = w;
    }
    keep(left, x1, x2, y1, y2, z1, z2);
    keep(right, u1, u2, v1, v2, w1, w2);
  }
}

function keep(memory: Float64Array, ...values: number[]): void {
  memory.set(values);
}
