// deno-lint-ignore-file no-non-null-assertion -- cells and frames are counted from the lengths of the arrays
/** A true-peak limiter that looks ahead. */
import { amplitudeOfDb, dbOfAmplitude } from "./decibels.ts";
import { MOST_OVERSHOOT, TRUE_PEAK_CONTEXT_FRAMES, truePeak, wavePeakBound } from "./true_peak.ts";

export interface LimiterOptions {
  rateHz: number;
  channels: number;
  /** The wave stays below this, dBTP. */
  ceilingDb: number;
  /** Longest range that will be given to `process`, without its context. */
  maxFrames: number;
}

/** The gain is decided for cells of 1 ms. */
const CELLS_PER_SECOND = 1_000;

/** The gain goes down over this many cells before a peak, in a straight line smoothed at its corners. */
const ATTACK_CELLS = 5;

/** And comes back over this many, in decibels evenly. */
const RELEASE_CELLS = 200;

/**
 * A true-peak limiter that looks ahead and forgets.
 *
 * Each cell asks for the gain that brings its highest point under the ceiling. From a cell the wish fades over the next
 * 200 ms and reaches 5 ms back; the lowest wish counts; an average over ±5 ms takes off the corners and cannot rise above
 * what any cell needs. Since all of it reaches a bounded time, a stretch of the programme can be limited on its own, given
 * its surroundings: the same samples come out whatever was limited before.
 */
export class Limiter {
  /** Frames of a cell: ranges and contexts are whole cells. */
  readonly cellFrames: number;
  /** Frames before and after a range that `process` must see. */
  readonly beforeFrames: number;
  readonly afterFrames: number;
  readonly #channels: number;
  readonly #ceiling: number;
  readonly #needsDb: Float64Array;
  readonly #heldDb: Float64Array;

  constructor({ rateHz, channels, ceilingDb, maxFrames }: LimiterOptions) {
    this.cellFrames = Math.round(rateHz / CELLS_PER_SECOND);
    const reach = Math.ceil(TRUE_PEAK_CONTEXT_FRAMES / this.cellFrames);
    this.beforeFrames = (RELEASE_CELLS + 2 * ATTACK_CELLS + 2 + reach) * this.cellFrames;
    this.afterFrames = (2 * ATTACK_CELLS + 2 + reach) * this.cellFrames;
    this.#channels = channels;
    this.#ceiling = amplitudeOfDb(ceilingDb);
    const frames = maxFrames + this.beforeFrames + this.afterFrames;
    const cells = Math.ceil(frames / this.cellFrames);
    this.#needsDb = new Float64Array(cells);
    this.#heldDb = new Float64Array(cells);
  }

  /**
   * Limits interleaved samples in place: those after the first `beforeFrames` and before the last `afterFrames`, which
   * are context and stay as they are. The first frame must lie at a multiple of `cellFrames` from the programme's first.
   */
  process(samples: Float32Array): void {
    const frames = Math.floor(samples.length / this.#channels);
    const cells = Math.ceil(frames / this.cellFrames);
    if (!this.#findNeeds(samples, cells)) return;
    this.#hold(cells);
    const end = frames - this.afterFrames;
    let gain = this.#gainBefore(this.beforeFrames / this.cellFrames);
    for (let frame = this.beforeFrames; frame < end; frame += this.cellFrames) {
      const next = this.#gainBefore(frame / this.cellFrames + 1);
      const count = Math.min(this.cellFrames, end - frame);
      if (gain < 1 || next < 1) this.#apply(samples, frame, count, gain, next);
      gain = next;
    }
  }

  /** What each cell must be lowered by, dB (0 or negative); false when it is nothing everywhere. */
  #findNeeds(samples: Float32Array, cells: number): boolean {
    const channels = this.#channels;
    const ceiling = this.#ceiling;
    let any = false;
    for (let cell = 0; cell < cells; cell++) {
      const from = cell * this.cellFrames;
      const to = Math.min(from + this.cellFrames, Math.floor(samples.length / channels));
      const near = (to + TRUE_PEAK_CONTEXT_FRAMES) * channels;
      let peak = highest(samples, (from - TRUE_PEAK_CONTEXT_FRAMES) * channels, near);
      if (peak * MOST_OVERSHOOT > ceiling) {
        // At the ends of the array silence is taken to follow, which no bound knows of.
        const isInside = from >= TRUE_PEAK_CONTEXT_FRAMES && near <= samples.length;
        peak = 0;
        for (let channel = 0; channel < channels; channel++) {
          if (isInside && wavePeakBound(samples, channels, channel, from, to) <= ceiling) continue;
          peak = Math.max(peak, truePeak(samples, channels, channel, from, to));
        }
      }
      this.#needsDb[cell] = peak > ceiling ? dbOfAmplitude(ceiling / peak) : 0;
      any ||= peak > ceiling;
    }
    return any;
  }

  #hold(cells: number): void {
    this.#heldDb.fill(0);
    for (let cell = 0; cell < cells; cell++) {
      const need = this.#needsDb[cell]!;
      if (need === 0) continue;
      const from = Math.max(0, cell - ATTACK_CELLS - 1);
      const to = Math.min(cells, cell + ATTACK_CELLS + 1 + RELEASE_CELLS);
      for (let i = from; i < to; i++) {
        const after = Math.max(0, i - cell - ATTACK_CELLS - 1);
        const wish = need * (1 - after / RELEASE_CELLS);
        if (wish < this.#heldDb[i]!) this.#heldDb[i] = wish;
      }
    }
  }

  /** Linear gain at the beginning of a cell. */
  #gainBefore(cell: number): number {
    let sum = 0;
    for (let i = cell - ATTACK_CELLS; i < cell + ATTACK_CELLS; i++) sum += this.#heldDb[i]!;
    return amplitudeOfDb(sum / (2 * ATTACK_CELLS));
  }

  #apply(samples: Float32Array, frame: number, count: number, gain: number, next: number): void {
    const channels = this.#channels;
    const slope = (next - gain) / this.cellFrames;
    for (let i = 0, at = frame * channels; i < count; i++) {
      const frameGain = gain + slope * i;
      for (let channel = 0; channel < channels; channel++) samples[at++]! *= frameGain;
    }
  }
}

/** Highest |sample| between two places, as far as the array reaches. */
function highest(samples: Float32Array, from: number, to: number): number {
  const end = Math.min(to, samples.length);
  let peak = 0;
  for (let i = Math.max(0, from); i < end; i++) {
    const size = Math.abs(samples[i]!);
    if (size > peak && size < Infinity) peak = size;
  }
  return peak;
}
