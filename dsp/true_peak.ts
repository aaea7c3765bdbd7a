// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
import { kaiserSincTable } from "./kaiser_sinc.ts";

/** Points at which the wave is looked at for each sample, the sample itself included: ITU-R BS.1770-4, annex 2. */
const PHASES = 4;

/** Samples from which a point between two samples is computed; twice the standard's example. */
const TAPS = 24;
const BEFORE = TAPS / 2 - 1;

const TABLE = kaiserSincTable({ taps: TAPS, phases: PHASES, cutoff: 1, beta: 6 });

/** Frames on each side of a range that `truePeak` looks at. */
export const TRUE_PEAK_CONTEXT_FRAMES = TAPS / 2;

/**
 * The wave between samples rises above them by at most this factor (6 dB; more takes signals that do not occur). Where
 * samples stay below a limit by more than it, there is no need to look between them.
 */
export const MOST_OVERSHOOT = 2;

/**
 * Highest point (linear) of the wave through frames `from` (included) to `to` (excluded) of one channel of interleaved
 * samples, and on to just before frame `to`. Outside the array there is silence. Where a sample is not finite, the points
 * around it are not counted.
 */
export function truePeak(
  samples: Float32Array,
  channels: number,
  channel: number,
  from: number,
  to: number,
): number {
  const frames = Math.floor(samples.length / channels);
  let peak = 0;
  for (let frame = from; frame < to; frame++) {
    const size = Math.abs(samples[frame * channels + channel]!);
    if (size > peak && size < Infinity) peak = size;
    const first = frame - BEFORE;
    const fromTap = Math.max(0, -first);
    const toTap = Math.min(TAPS, frames - first);
    for (let row = TAPS; row < PHASES * TAPS; row += TAPS) {
      let sum = 0;
      for (let tap = fromTap, at = (first + fromTap) * channels + channel; tap < toTap; tap++) {
        sum += samples[at]! * TABLE[row + tap]!;
        at += channels;
      }
      const between = Math.abs(sum);
      if (between > peak && between < Infinity) peak = between;
    }
  }
  return peak;
}

/** The true peak of everything that came, block by block, over all channels. */
export class TruePeakMeter {
  readonly #channels: number;
  /** The last frames of the block before, and the block: twice the context must be known to finish a frame. */
  #samples: Float32Array;
  #frames = TRUE_PEAK_CONTEXT_FRAMES;
  #peak = 0;

  /** @param maxBlockFrames longest block that will be given to `add` */
  constructor(channels: number, maxBlockFrames: number) {
    this.#channels = channels;
    const frames = maxBlockFrames + 2 * TRUE_PEAK_CONTEXT_FRAMES;
    this.#samples = new Float32Array(frames * channels);
  }

  /** Adds interleaved samples. */
  add(samples: Float32Array): void {
    const channels = this.#channels;
    this.#samples.set(samples, this.#frames * channels);
    this.#frames += samples.length / channels;
    this.#peak = this.#highest(this.#frames - TRUE_PEAK_CONTEXT_FRAMES);
    const kept = Math.min(this.#frames, 2 * TRUE_PEAK_CONTEXT_FRAMES);
    this.#samples.copyWithin(0, (this.#frames - kept) * channels, this.#frames * channels);
    this.#frames = kept;
  }

  /** Highest point of the wave, linear, as if silence followed; 0 for silence. */
  get peak(): number {
    return this.#highest(this.#frames);
  }

  /** Begins anew. */
  reset(): void {
    this.#samples.fill(0);
    this.#frames = TRUE_PEAK_CONTEXT_FRAMES;
    this.#peak = 0;
  }

  /** The peak when the frames that are not measured yet, up to `to`, are counted too. */
  #highest(to: number): number {
    const known = this.#samples.subarray(0, this.#frames * this.#channels);
    let peak = this.#peak;
    for (let channel = 0; channel < this.#channels; channel++) {
      peak = Math.max(peak, truePeak(known, this.#channels, channel, TRUE_PEAK_CONTEXT_FRAMES, to));
    }
    return peak;
  }
}
