// deno-lint-ignore-file no-non-null-assertion -- hot loops index within bounds
/** The value of a signal between its frames: what the resampler is made of. */
import { kaiserSincTable } from "./kaiser_sinc.ts";

const TAPS = 48;
const PHASES = 256;
const BETA = 10;
/** Cut-off as a part of the lower of the two Nyquist frequencies. */
const CUTOFF = 0.94;

/** What a {@link PolyphaseFilter} is made for. */
export interface PolyphaseFilterOptions {
  inRateHz: number;
  outRateHz: number;
  /** Interleaved channels, at least 1. */
  channels: number;
}

/**
 * Gives the value of a signal between its frames: a Kaiser-windowed sinc (48 taps, β = 10, cut-off 0.94) from a table of
 * 256 phases, with linear interpolation of the coefficients. When the output's rate is the lower one, the kernel is as
 * much wider, so that the cut-off follows.
 */
export class PolyphaseFilter {
  /** Input frames that one output frame is made of, a multiple of 4: half of them up to its position, half beyond. */
  readonly taps: number;
  readonly #channels: number;
  /** A row for each phase, of pairs: a coefficient, and by how much it is more in the next row. */
  readonly #table: Float64Array;

  constructor(options: PolyphaseFilterOptions) {
    const scale = Math.min(1, options.outRateHz / options.inRateHz);
    this.taps = 4 * Math.ceil(TAPS / 4 / scale);
    this.#channels = options.channels;
    const { taps } = this;
    const rows = kaiserSincTable({ taps, phases: PHASES, cutoff: CUTOFF * scale, beta: BETA });
    this.#table = new Float64Array(2 * PHASES * taps);
    for (let i = 0; i < PHASES * taps; i++) {
      this.#table[2 * i] = rows[i]!;
      this.#table[2 * i + 1] = rows[i + taps]! - rows[i]!;
    }
  }

  /**
   * Writes frame `frame` of `output`: the input at frame `index + fraction`.
   *
   * @param input interleaved; holds at least `taps / 2 − 1` frames before `index` and `taps / 2` after it
   * @param fraction in [0, 1)
   */
  apply(
    input: Float64Array,
    index: number,
    fraction: number,
    output: Float32Array,
    frame: number,
  ): void {
    const at = fraction * PHASES;
    const phase = Math.min(PHASES - 1, Math.floor(at));
    const first = index - (this.taps / 2 - 1);
    const row = 2 * phase * this.taps;
    if (this.#channels === 1) this.#mono(input, first, row, at - phase, output, frame);
    else if (this.#channels === 2) this.#stereo(input, first, row, at - phase, output, frame);
    else this.#each(input, first, row, at - phase, output, frame);
  }

  // Four taps a turn, into sums of their own: else each addition waits for the one before, and it takes twice as long.
  // A stride that is written into the loop saves another fifth, so one and two channels have loops of their own.

  #mono(
    input: Float64Array,
    first: number,
    row: number,
    weight: number,
    output: Float32Array,
    frame: number,
  ): void {
    const table = this.#table;
    const end = row + 2 * this.taps;
    let [sum, sum1, sum2, sum3] = [0, 0, 0, 0];
    for (let k = row, x = first; k < end; k += 8, x += 4) {
      sum += (table[k]! + weight * table[k + 1]!) * input[x]!;
      sum1 += (table[k + 2]! + weight * table[k + 3]!) * input[x + 1]!;
      sum2 += (table[k + 4]! + weight * table[k + 5]!) * input[x + 2]!;
      sum3 += (table[k + 6]! + weight * table[k + 7]!) * input[x + 3]!;
    }
    output[frame] = sum + sum1 + sum2 + sum3;
  }

  #stereo(
    input: Float64Array,
    first: number,
    row: number,
    weight: number,
    output: Float32Array,
    frame: number,
  ): void {
    const table = this.#table;
    const end = row + 2 * this.taps;
    let [left, right, left2, right2] = [0, 0, 0, 0];
    for (let k = row, x = first * 2; k < end; k += 8, x += 8) {
      const c0 = table[k]! + weight * table[k + 1]!;
      const c1 = table[k + 2]! + weight * table[k + 3]!;
      const c2 = table[k + 4]! + weight * table[k + 5]!;
      const c3 = table[k + 6]! + weight * table[k + 7]!;
      left += c0 * input[x]!;
      right += c0 * input[x + 1]!;
      left2 += c1 * input[x + 2]!;
      right2 += c1 * input[x + 3]!;
      left += c2 * input[x + 4]!;
      right += c2 * input[x + 5]!;
      left2 += c3 * input[x + 6]!;
      right2 += c3 * input[x + 7]!;
    }
    output[frame * 2] = left + left2;
    output[frame * 2 + 1] = right + right2;
  }

  #each(
    input: Float64Array,
    first: number,
    row: number,
    weight: number,
    output: Float32Array,
    frame: number,
  ): void {
    const table = this.#table;
    const channels = this.#channels;
    const end = row + 2 * this.taps;
    for (let channel = 0; channel < channels; channel++) {
      let [sum, sum1, sum2, sum3] = [0, 0, 0, 0];
      let x = first * channels + channel;
      for (let k = row; k < end; k += 8) {
        sum += (table[k]! + weight * table[k + 1]!) * input[x]!;
        sum1 += (table[k + 2]! + weight * table[k + 3]!) * input[x + channels]!;
        sum2 += (table[k + 4]! + weight * table[k + 5]!) * input[x + 2 * channels]!;
        sum3 += (table[k + 6]! + weight * table[k + 7]!) * input[x + 3 * channels]!;
        x += 4 * channels;
      }
      output[frame * channels + channel] = sum + sum1 + sum2 + sum3;
    }
  }
}
