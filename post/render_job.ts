import type { ChannelLayout, TrackName } from "./options.ts";
import { limiterReach } from "./programme_limiter.ts";
import { levelOf, type Plan, stemRanges } from "./plan.ts";
import type { GainCurve, TrackAnalysis } from "./track_analysis.ts";

/** Frames of the stems that stand one after the other in the programme. */
export interface Piece {
  /** Where in the programme the piece begins. */
  readonly atFrame: number;
  /** First frame of the stems. */
  readonly stemFrame: number;
  readonly frames: number;
  /** How each track's gain moves over the piece, for the tracks that are there. */
  readonly curves: Readonly<Partial<Record<TrackName, GainCurve>>>;
}

/**
 * All that a worker must know, beside the stems themselves, to render a range of the programme: plain data, about 20 KB
 * for a chunk.
 */
export interface RenderJob {
  readonly fromFrame: number;
  readonly toFrame: number;
  readonly rateHz: number;
  readonly layout: ChannelLayout;
  readonly channels: 1 | 2;
  /** They reach as far beyond the range as the limiter looks. */
  readonly pieces: readonly Piece[];
  /** Where the microphone's high-pass begins, Hz; 0 for none. */
  readonly highPassHz: number;
  /** What the limiter of the whole programme holds it under, dBTP; Infinity for none. */
  readonly truePeakDb: number;
}

/**
 * The job of rendering programme frames `fromFrame` (included) to `toFrame` (excluded), clipped to the programme.
 *
 * The range must be settled: `plan` says so by reaching to it.
 */
export function makeRenderJob(
  plan: Plan,
  analyses: readonly TrackAnalysis[],
  fromFrame: number,
  toFrame: number,
): RenderJob {
  const from = Math.min(Math.max(0, fromFrame), plan.frames);
  const to = Math.max(from, Math.min(toFrame, plan.frames));
  const pieces: Piece[] = [];
  const { beforeFrames, afterFrames } = limiterReach(plan.rateHz, plan.truePeakDb);
  let atFrame = Math.max(0, from - beforeFrames);
  for (const range of stemRanges(plan, atFrame, to + afterFrames)) {
    const curves: Partial<Record<TrackName, GainCurve>> = {};
    for (const analysis of analyses) {
      const level = levelOf(plan, analysis.track);
      curves[analysis.track] = analysis.gainCurve(range.fromFrame, range.toFrame, level);
    }
    const frames = range.toFrame - range.fromFrame;
    pieces.push({ atFrame, stemFrame: range.fromFrame, frames, curves });
    atFrame += frames;
  }
  return {
    fromFrame: from,
    toFrame: to,
    rateHz: plan.rateHz,
    layout: plan.layout,
    channels: plan.channels,
    pieces,
    highPassHz: plan.highPassHz,
    truePeakDb: plan.truePeakDb,
  };
}
