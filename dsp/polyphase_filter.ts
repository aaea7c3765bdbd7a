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

  /**
   * Writes the two frames from `frame` on: the input at frames `index + fraction` and `index + 1 + nextFraction`, of one
   * channel or two. The same numbers as from two calls of `apply`, in two thirds of the time.
   *
   * @returns false, with nothing written, where the fractions are not of one phase
   */
  applyTwo(
    input: Float64Array,
    index: number,
    fraction: number,
    nextFraction: number,
    output: Float32Array,
    frame: number,
  ): boolean {
    const at = fraction * PHASES;
    const next = nextFraction * PHASES;
    const phase = Math.min(PHASES - 1, Math.floor(at));
    if (this.#channels > 2 || phase !== Math.min(PHASES - 1, Math.floor(next))) return false;
    const first = index - (this.taps / 2 - 1);
    const row = 2 * phase * this.taps;
    if (this.#channels === 1) {
      this.#twoMono(input, first, row, at - phase, next - phase, output, frame);
    } else {
      this.#twoStereo(input, first, row, at - phase, next - phase, output, frame);
    }
    return true;
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

  #twoMono(
    input: Float64Array,
    first: number,
    row: number,
    weight: number,
    nextWeight: number,
    output: Float32Array,
    frame: number,
  ): void {
    const table = this.#table;
    const end = row + 2 * this.taps;
    let [sum, sum1, next, next1] = [0, 0, 0, 0];
    let [sum2, sum3, next2, next3] = [0, 0, 0, 0];
    let x0 = input[first]!;
    for (let k = row, x = first; k < end; k += 8, x += 4) {
      let c = table[k]!;
      let slope = table[k + 1]!;
      let x1 = input[x + 1]!;
      sum += (c + weight * slope) * x0;
      next += (c + nextWeight * slope) * x1;
      c = table[k + 2]!;
      slope = table[k + 3]!;
      x0 = input[x + 2]!;
      sum1 += (c + weight * slope) * x1;
      next1 += (c + nextWeight * slope) * x0;
      c = table[k + 4]!;
      slope = table[k + 5]!;
      x1 = input[x + 3]!;
      sum2 += (c + weight * slope) * x0;
      next2 += (c + nextWeight * slope) * x1;
      c = table[k + 6]!;
      slope = table[k + 7]!;
      x0 = input[x + 4]!;
      sum3 += (c + weight * slope) * x1;
      next3 += (c + nextWeight * slope) * x0;
    }
    output[frame] = sum + sum1 + sum2 + sum3;
    output[frame + 1] = next + next1 + next2 + next3;
  }

  #twoStereo(
    input: Float64Array,
    first: number,
    row: number,
    weight: number,
    nextWeight: number,
    output: Float32Array,
    frame: number,
  ): void {
    const table = this.#table;
    const end = row + 2 * this.taps;
    let [left, right, left2, right2] = [0, 0, 0, 0];
    let [nextLeft, nextRight, nextLeft2, nextRight2] = [0, 0, 0, 0];
    let l0 = input[first * 2]!;
    let r0 = input[first * 2 + 1]!;
    for (let k = row, x = first * 2; k < end; k += 4, x += 4) {
      let c = table[k]!;
      let slope = table[k + 1]!;
      const l1 = input[x + 2]!;
      const r1 = input[x + 3]!;
      let coefficient = c + weight * slope;
      left += coefficient * l0;
      right += coefficient * r0;
      coefficient = c + nextWeight * slope;
      nextLeft += coefficient * l1;
      nextRight += coefficient * r1;
      c = table[k + 2]!;
      slope = table[k + 3]!;
      l0 = input[x + 4]!;
      r0 = input[x + 5]!;
      coefficient = c + weight * slope;
      left2 += coefficient * l1;
      right2 += coefficient * r1;
      coefficient = c + nextWeight * slope;
      nextLeft2 += coefficient * l0;
      nextRight2 += coefficient * r0;
    }
    output[frame * 2] = left + left2;
    output[frame * 2 + 1] = right + right2;
    output[frame * 2 + 2] = nextLeft + nextLeft2;
    output[frame * 2 + 3] = nextRight + nextRight2;
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
