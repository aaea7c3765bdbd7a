/** Where in a recording a known sound is, and how like itself it is there. */
import { offsetSeconds } from "../offset.ts";

/** Loudness is compared by the hundredth of a second: that is what tells one sentence from another. */
const STEP_SECONDS = 0.01;

/** Where something was found. */
export interface Found {
  /** Where the sound begins in the recording, seconds; a part of a frame counts. */
  readonly atSeconds: number;
  /** How alike they are in loudness over time, −1 to 1. */
  readonly likeness: number;
}

/**
 * Finds where a recording is most like a sound: by its loudness first, then by the waves themselves. How alike they are is
 * measured there: half a step beside it even a copy is only 0.95 alike.
 */
export function findSound(recording: Float32Array, sound: Float32Array, rateHz: number): Found {
  const step = Math.round(STEP_SECONDS * rateHz);
  const heard = loudness(recording, step);
  const said = loudness(sound, step);
  let [best, likeness] = [0, -1];
  for (let at = 0; at + said.length <= heard.length; at++) {
    const here = correlation(heard.subarray(at, at + said.length), said);
    if (here > likeness) [best, likeness] = [at, here];
  }
  const part = recording.subarray(best * step, best * step + sound.length);
  const middle = sound.length / rateHz / 2;
  const fine = offsetSeconds(sound, part, rateHz, middle - 0.3, 0.6);
  const exact = Math.max(0, best * step + Math.round((fine || 0) * rateHz));
  const there = loudness(recording.subarray(exact, exact + sound.length), step);
  return {
    atSeconds: best * step / rateHz + fine,
    likeness: Math.max(likeness, correlation(there, said.subarray(0, there.length))),
  };
}

/** The level of each step. */
function loudness(samples: Float32Array, step: number): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / step) }, (_, i) => {
    let power = 0;
    for (let n = i * step; n < (i + 1) * step; n++) power += (samples[n] ?? 0) ** 2;
    return Math.sqrt(power / step);
  });
}

/** Pearson's coefficient; 0 where one of them is constant. */
function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (of: Float32Array) => of.reduce((sum, x) => sum + x, 0) / of.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [aa, bb, ab] = [0, 0, 0];
  for (let n = 0; n < a.length; n++) {
    const [x, y] = [(a[n] ?? 0) - meanA, (b[n] ?? 0) - meanB];
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
