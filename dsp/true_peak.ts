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

const EARLY = TABLE.subarray(TAPS, 2 * TAPS);
const MIDDLE = TABLE.subarray(2 * TAPS, 3 * TAPS);
const LATE = TABLE.subarray(3 * TAPS, 4 * TAPS);

/** Frames that are looked at in one go, and room for them. */
const PIECE_FRAMES = 64;
const piece = new Float64Array(PIECE_FRAMES + TAPS);

/** Between the rows of the table, how much of a bend of the samples reaches the wave at most; see `wavePeakBound`. */
const BEND = Math.max(...[EARLY, MIDDLE, LATE].map(bendOf));

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
  let peak = 0;
  for (let at = from; at < to; at += PIECE_FRAMES) {
    const frames = Math.min(PIECE_FRAMES, to - at);
    copyPiece(samples, channels, channel, at, frames);
    for (let i = 0; i < frames; i++) peak = higher(peak, piece[i + BEFORE]!);
    peak = peakBetween(frames, peak);
  }
  return peak;
}

/** Samples of one channel with what is around them, in a row; outside the array there is silence. */
function copyPiece(
  samples: Float32Array,
  channels: number,
  channel: number,
  from: number,
  frames: number,
): void {
  const first = from - BEFORE;
  for (let i = 0, at = first * channels + channel; i < frames + TAPS; i++, at += channels) {
    piece[i] = samples[at] ?? 0;
  }
}

/**
 * The higher of `peak` and the points behind each frame of `piece`. Six sums at once: each addition waits for the one
 * before it, and what is read serves two frames.
 */
function peakBetween(frames: number, peak: number): number {
  for (let frame = 0; frame < frames; frame += 2) {
    let early = 0;
    let middle = 0;
    let late = 0;
    let nextEarly = 0;
    let nextMiddle = 0;
    let nextLate = 0;
    let sample = piece[frame]!;
    for (let tap = 0; tap < TAPS; tap++) {
      const next = piece[frame + tap + 1]!;
      const first = EARLY[tap]!, second = MIDDLE[tap]!, third = LATE[tap]!;
      early += sample * first;
      middle += sample * second;
      late += sample * third;
      nextEarly += next * first;
      nextMiddle += next * second;
      nextLate += next * third;
      sample = next;
    }
    peak = higher(higher(higher(peak, early), middle), late);
    if (frame + 1 < frames) peak = higher(higher(higher(peak, nextEarly), nextMiddle), nextLate);
  }
  return peak;
}

/** Not-a-number and infinity do not count. */
function higher(peak: number, value: number): number {
  const size = Math.abs(value);
  return size > peak && size < Infinity ? size : peak;
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
  let once = 0;
  let twice = 0;
  let sum = 0;
  for (let tap = 0; tap < TAPS; tap++) {
    const line = tap === BEFORE ? 1 - centre : tap === BEFORE + 1 ? centre : 0;
    once += row[tap]! - line;
    twice += once;
    sum += Math.abs(twice);
  }
  return sum;
}
