/** From the plan to the job of a render worker. */
import type { GainCurve } from "../ground/gain_curve.ts";
import type { TrackName } from "../../capture/ground/tracks.ts";
import { type ProgrammePiece, programmePieces } from "../render/programme_pieces.ts";
import { stemSpan } from "./stem_span.ts";
import type { Piece, RenderJob, RenderSound } from "../render/render_job.ts";
import { TrackAnalysis } from "../analysis/track_analysis.ts";
import { levelOf, type Plan } from "./plan.ts";

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
  return { ...renderSoundOf(plan), fromFrame: from, toFrame: to, pieces };
}

/** All of a plan but what is heard of the session and how loud each track is: that goes into the pieces. */
function renderSoundOf(plan: Plan): RenderSound {
  const { frames: _frames, sessionFrames: _session, segments: _segments, ...rest } = plan;
  const { final: _final, gainSteps: _gains, ceilingsDb: _ceilings, ...facts } = rest;
  const { file: _file, gainChange: _change, ...sound } = facts;
  return sound;
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
