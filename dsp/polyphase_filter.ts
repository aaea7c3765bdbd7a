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

/** Positions in the input: each a whole number of frames, and a fraction in [0, 1). */
export interface Positions {
  readonly indices: Int32Array;
  readonly fractions: Float64Array;
  /** How many there are of both. */
  count: number;
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
   * Writes frames of `output`, from `frame` on: the input at each position.
   *
   * Two that follow one another at the distance of a frame, in the same phase, are made in one go, as nearly all are at
   * equal rates: the same numbers in two thirds of the time.
   *
   * @param input interleaved; holds at least `taps / 2 − 1` frames before each index and `taps / 2` after it
   */
  apply(
    input: Float64Array,
    { indices, fractions, count }: Positions,
    output: Float32Array,
    frame: number,
  ): void {
    const before = this.taps / 2 - 1;
    const canPair = this.#channels <= 2;
    for (let i = 0; i < count; i++) {
      const phase = phaseOf(fractions, i);
      const row = 2 * phase * this.taps;
      const first = indices[i]! - before;
      const at = frame + i;
      const isPair = canPair && i + 1 < count && indices[i + 1] === indices[i]! + 1 &&
        phaseOf(fractions, i + 1) === phase;
      if (isPair) {
        if (this.#channels === 1) this.#twoMono(input, first, row, fractions, i, phase, output, at);
        else this.#twoStereo(input, first, row, fractions, i, phase, output, at);
        i++;
      } else if (this.#channels === 1) {
        this.#mono(input, first, row, fractions, i, phase, output, at);
      } else if (this.#channels === 2) {
        this.#stereo(input, first, row, fractions, i, phase, output, at);
      } else {
        this.#each(input, first, row, fractions, i, phase, output, at);
      }
    }
  }

  // No fraction is handed on by itself: as an argument it would be an object on the heap, for each frame.
  // Four taps a turn, into sums of their own: else each addition waits for the one before, and it takes twice as long.
  // A stride that is written into the loop saves another fifth, so one and two channels have loops of their own.

  #mono(
    input: Float64Array,
    first: number,
    row: number,
    fractions: Float64Array,
    at: number,
    phase: number,
    output: Float32Array,
    frame: number,
  ): void {
    const table = this.#table;
    const weight = fractions[at]! * PHASES - phase;
    const end = row + 2 * this.taps;
    let sum = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
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
    fractions: Float64Array,
    at: number,
    phase: number,
    output: Float32Array,
    frame: number,
  ): void {
    const table = this.#table;
    const weight = fractions[at]! * PHASES - phase;
    const end = row + 2 * this.taps;
    let left = 0;
    let right = 0;
    let left2 = 0;
    let right2 = 0;
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
    fractions: Float64Array,
    at: number,
    phase: number,
    output: Float32Array,
    frame: number,
  ): void {
    const table = this.#table;
    const weight = fractions[at]! * PHASES - phase;
    const nextWeight = fractions[at + 1]! * PHASES - phase;
    const end = row + 2 * this.taps;
    let sum = 0;
    let sum1 = 0;
    let next = 0;
    let next1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    let next2 = 0;
    let next3 = 0;
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
    fractions: Float64Array,
    at: number,
    phase: number,
    output: Float32Array,
    frame: number,
  ): void {
    const table = this.#table;
    const weight = fractions[at]! * PHASES - phase;
    const nextWeight = fractions[at + 1]! * PHASES - phase;
    const end = row + 2 * this.taps;
    let left = 0;
    let right = 0;
    let left2 = 0;
    let right2 = 0;
    let nextLeft = 0;
    let nextRight = 0;
    let nextLeft2 = 0;
    let nextRight2 = 0;
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
    fractions: Float64Array,
    at: number,
    phase: number,
    output: Float32Array,
    frame: number,
  ): void {
    const table = this.#table;
    const weight = fractions[at]! * PHASES - phase;
    const channels = this.#channels;
    const end = row + 2 * this.taps;
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
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

/** The row of the table for a fraction. */
function phaseOf(fractions: Float64Array, at: number): number {
  return Math.min(PHASES - 1, Math.floor(fractions[at]! * PHASES));
}
