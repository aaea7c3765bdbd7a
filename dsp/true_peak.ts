// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** How high the wave between samples rises: ITU-R BS.1770-4, annex 2. */
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

/** Between the rows of the table, how much of a bend of the samples reaches the wave at most; see `wavePeakBound`. */
const BEND = Math.max(...[1, 2, 3].map((phase) => bendOf(TABLE.subarray(phase * TAPS))));

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

/**
 * What the wave through the same frames does not rise above, in a tenth of the time that it takes to find out how high it
 * rises: between two samples it leaves the straight line by no more than a part of the sharpest bend around.
 *
 * @param samples finite; what lies outside the array does not count
 */
export function wavePeakBound(
  samples: Float32Array,
  channels: number,
  channel: number,
  from: number,
  to: number,
): number {
  const frames = Math.floor(samples.length / channels);
  let peak = 0;
  const last = Math.min(to, frames - 1) * channels + channel;
  for (let at = from * channels + channel; at <= last; at += channels) {
    const size = Math.abs(samples[at]!);
    if (size > peak) peak = size;
  }
  let bend = 0;
  const end = Math.min(to + TRUE_PEAK_CONTEXT_FRAMES, frames - 1) * channels + channel;
  const first = Math.max(1, from - TRUE_PEAK_CONTEXT_FRAMES) * channels + channel;
  let before = samples[first - channels]!;
  let here = samples[first]!;
  for (let at = first; at < end; at += channels) {
    const next = samples[at + channels]!;
    const size = Math.abs(before - here - here + next);
    if (size > bend) bend = size;
    before = here;
    here = next;
  }
  // Sums are rounded, here and there.
  return (peak + BEND * bend) * (1 + 1e-9);
}

/**
 * Coefficients less those of the straight line with the same centre have no mean and no slope: summed up by parts twice,
 * they weigh the second differences of the samples instead. Returns the sum of those weights' sizes.
 */
function bendOf(row: Float64Array): number {
  let centre = 0;
  for (let tap = 0; tap < TAPS; tap++) centre += row[tap]! * (tap - BEFORE);
  let [once, twice, sum] = [0, 0, 0];
  for (let tap = 0; tap < TAPS; tap++) {
    const line = tap === BEFORE ? 1 - centre : tap === BEFORE + 1 ? centre : 0;
    once += row[tap]! - line;
    twice += once;
    sum += Math.abs(twice);
  }
  return sum;
}
