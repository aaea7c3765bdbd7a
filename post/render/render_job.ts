import type { ChannelLayout, TrackName } from "../options.ts";
import { levelOf, type Plan } from "../plan/plan.ts";
import { type ProgrammePiece, programmePieces } from "./programme_pieces.ts";
import { stemSpan } from "../plan/stem_span.ts";
import type { GainCurve, TrackAnalysis } from "../analysis/track_analysis.ts";

/** A piece of the programme, and how each track's gain moves over it, for the tracks that are there. */
export interface Piece extends ProgrammePiece {
  readonly curves: Readonly<Partial<Record<TrackName, GainCurve>>>;
}

/**
 * All that a worker must know, beside the stems themselves, to render a range of the programme: plain data, about 20 KB
 * for a chunk.
 */
export interface RenderJob {
  readonly fromFrame: number;
  readonly toFrame: number;
  /** Of the programme, and of the stems. */
  readonly rateHz: number;
  readonly stemRateHz: number;
  readonly layout: ChannelLayout;
  readonly channels: 1 | 2;
  /** At the stems' rate; they reach as far beyond the range as rendering looks. */
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
  const span = stemSpan(plan, from, to);
  const pieces = programmePieces(plan.segments, plan.stemRateHz, span.from, span.to)
    .map((piece) => withCurves(piece, plan, analyses));
  return {
    fromFrame: from,
    toFrame: to,
    rateHz: plan.rateHz,
    stemRateHz: plan.stemRateHz,
    layout: plan.layout,
    channels: plan.channels,
    pieces,
    highPassHz: plan.highPassHz,
    truePeakDb: plan.truePeakDb,
  };
}

function withCurves(
  piece: ProgrammePiece,
  plan: Plan,
  analyses: readonly TrackAnalysis[],
): Piece {
  const curves: Partial<Record<TrackName, GainCurve>> = {};
  for (const analysis of analyses) {
    const level = levelOf(plan, analysis.track);
    const endFrame = piece.stemFrame + piece.frames;
    curves[analysis.track] = analysis.gainCurve(piece.stemFrame, endFrame, level);
  }
  return { ...piece, curves };
}
