/** How loud a stretch of the programme is: what is needed of each to know it of the whole. Plain data. */
import { IntegratedLoudness } from "../../dsp/loudness.ts";
import { dbOfAmplitude } from "../../dsp/decibels.ts";

/** Steps in which loudness is measured, in a second: ITU-R BS.1770-4. */
export const STEPS_PER_SECOND = 10;

/** A stretch of the programme. */
export interface MeasuredSound {
  /** The step of the programme in which it begins. */
  readonly fromStep: number;
  /** K-weighted power of all its frames in each step, added up over frames and channels. */
  readonly energies: Float32Array;
  /** Highest point of the wave, and highest sample, linear. */
  readonly truePeak: number;
  readonly peak: number;
}

/** How loud all of it is. */
export interface ProgrammeLevels {
  /** ITU-R BS.1770-4; −Infinity for silence, and for what is shorter than 0.4 s. */
  readonly loudnessLufs: number;
  /** dBTP, and dBFS; −Infinity for silence. */
  readonly truePeakDb: number;
  readonly peakDb: number;
}

/**
 * Puts stretches together.
 *
 * @param stretches in any order; where two meet within a step, each has its own frames of it
 * @param span frames of the programme that count; all by default
 */
export function levelsOf(
  stretches: readonly MeasuredSound[],
  rateHz: number,
  span: { readonly fromFrame: number; readonly toFrame: number } = {
    fromFrame: 0,
    toFrame: Infinity,
  },
): ProgrammeLevels {
  const stepFrames = rateHz / STEPS_PER_SECOND;
  const first = Math.round(span.fromFrame / stepFrames);
  // One after the other, not in a list: eight hours would take 2 MB just when the stop is waited for.
  const inOrder = stretches.toSorted((a, b) => a.fromStep - b.fromStep);
  const last = inOrder.reduce(
    (most, { fromStep, energies }) => Math.max(most, fromStep + energies.length),
    0,
  );
  // What is left of a last step that is not whole is no step.
  const end = Math.min(last, Math.floor(span.toFrame / stepFrames));
  const loudness = new IntegratedLoudness(1);
  let step = first;
  let energy = 0;
  const goTo = (next: number) => {
    for (; step < next; step++) {
      loudness.push(energy / stepFrames);
      energy = 0;
    }
  };
  for (const { fromStep, energies } of inOrder) {
    for (let i = 0; i < energies.length; i++) {
      const at = fromStep + i;
      if (at < first || at >= end) continue;
      goTo(at);
      energy += energies[i] ?? 0;
    }
  }
  goTo(end);
  const highest = (of: (each: MeasuredSound) => number) => {
    return dbOfAmplitude(stretches.reduce((most, each) => Math.max(most, of(each)), 0));
  };
  return {
    loudnessLufs: loudness.lufs,
    truePeakDb: highest((each) => each.truePeak),
    peakDb: highest((each) => each.peak),
  };
}
