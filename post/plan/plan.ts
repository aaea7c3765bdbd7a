/** From analyses to the plan: which part of the session, and how loud each track. */
import type { GateOpening } from "../ground/gate_opening.ts";
import type { TrackName } from "../../capture/ground/tracks.ts";
import { crossfadeFrames } from "../render/programme_pieces.ts";
import { stemSpan } from "./stem_span.ts";
import { type Segment, stemRanges } from "../ground/segments.ts";
import { CutFinder } from "./cut_finder.ts";
import type { ProgrammeSound } from "../ground/sound.ts";
import type { RenderSound } from "../render/render_job.ts";
import { withoutPauses } from "./without_pauses.ts";
import type { TrackAnalysis, TrackLevel } from "../analysis/track_analysis.ts";

/**
 * Track gains move in steps of 0.05 dB, rounded down. Two plans with the same step give the same samples, so a chunk
 * that was encoded early is still the right one, to the byte, as long as the step has not changed.
 */
export const GAIN_STEP_DB = 0.05;

/**
 * Most that peak normalisation raises a track. Speech at −45 dBFS RMS has peaks near −30 dBFS and still reaches the
 * target; the noise of an input on which nobody speaks does not become a roar.
 */
export const MAX_BOOST_DB = 40;

/** Which part of the session the programme holds, and how loud each track is. Plain data. */
export interface Plan extends RenderSound {
  /** Length of the programme as far as it is known, at its rate. */
  readonly frames: number;
  /** Length of the session as far as it is known, at the stems' rate; the programme is shorter where silence is cut. */
  readonly sessionFrames: number;
  /** Nothing is going to change any more. */
  readonly final: boolean;
  /** In the order of the programme; together they are as long as it, or longer while it grows and more can be heard coming. */
  readonly segments: readonly Segment[];
  /** Gain of each track that is there, in steps of `GAIN_STEP_DB`. */
  readonly gainSteps: Readonly<Partial<Record<TrackName, number>>>;
  /** Tracks whose gate was opened after all, and why. */
  readonly gateOpenings: Readonly<Partial<Record<TrackName, GateOpening>>>;
  /** Tracks so quiet that they stay below their target: they are raised by `MAX_BOOST_DB` and no more. */
  readonly boostLimited: readonly TrackName[];
  /** What the limiter of a track holds it under, dBFS; a track that is not named has none. */
  readonly ceilingsDb: Readonly<Partial<Record<TrackName, number>>>;
}

/**
 * The plan that follows from what is known so far: pure, the same for the same analyses.
 *
 * While a track is growing, the programme reaches to the frame up to which all growing tracks are settled; at the end
 * it is as long as the longest track, or what stays of it when silence is cut. Pass every track that the session has, also
 * one that has no frames yet.
 *
 * @param cutFinder remembers, from plan to plan, what it knows about the same analyses
 * @param pauses of the session, in order; the last may end at Infinity while it lasts
 * @param endFrame nothing of the session from here on is in the programme
 */
export function makePlan(
  analyses: readonly TrackAnalysis[],
  options: ProgrammeSound,
  cutFinder: CutFinder = new CutFinder(options.trim),
  pauses: readonly Segment[] = [],
  endFrame = Infinity,
): Plan {
  const final = analyses.every((analysis) => analysis.finished);
  const sessionFrames = final
    ? analyses.reduce((most, analysis) => Math.max(most, analysis.frames), 0)
    : analyses.reduce(
      (least, analysis) => analysis.finished ? least : Math.min(least, analysis.settledFrames),
      Infinity,
    );
  const gainSteps: Partial<Record<TrackName, number>> = {};
  const ceilingsDb: Partial<Record<TrackName, number>> = {};
  const gateOpenings: Partial<Record<TrackName, GateOpening>> = {};
  const boostLimited: TrackName[] = [];
  for (const { track, levelDb, opening } of analyses) {
    const aim = aimOf(track, options);
    if (opening) gateOpenings[track] = opening;
    if (aim && levelDb > -Infinity && aim.targetDb - levelDb > MAX_BOOST_DB) {
      boostLimited.push(track);
    }
    gainSteps[track] = aim ? stepsToTarget(levelDb, aim.targetDb) : 0;
    if (aim) ceilingsDb[track] = aim.ceilingDb;
  }
  const truePeakDb = options.normalize === "loudness" ? options.truePeakDb : Infinity;
  const tracks = analyses.map((analysis) => {
    const gainDb = (gainSteps[analysis.track] ?? 0) * GAIN_STEP_DB;
    return { analysis, gainDb: Math.max(gainDb, usualGainDb(analysis, options)) };
  });
  const found = cutFinder.segments(tracks, sessionFrames, final);
  const kept = withoutPauses(found, options.keepPauses ? [] : pauses);
  const segments = withoutPauses(kept, [{ fromFrame: endFrame, toFrame: Infinity }]);
  const { rateHz: stemRateHz, fileRateHz: rateHz } = options;
  const knownFrames = segments.reduce((sum, each) => sum + each.toFrame - each.fromFrame, 0);
  const fileFrames = Math.ceil(knownFrames * rateHz / stemRateHz);
  const { to: aheadFrames } = stemSpan({ rateHz, stemRateHz, truePeakDb }, 0, 0);
  const growingFrames = Math.floor((knownFrames - aheadFrames) * rateHz / stemRateHz);
  const frames = final ? fileFrames : Math.max(0, growingFrames);
  return {
    rateHz,
    stemRateHz,
    layout: options.channels,
    channels: options.channels === "mono" ? 1 : 2,
    frames,
    sessionFrames,
    final,
    segments,
    gainSteps,
    gateOpenings,
    boostLimited,
    highPassHz: options.highPassHz,
    ceilingsDb,
    truePeakDb,
  };
}

/** How loud the plan wants a track. */
export function levelOf(plan: Plan, track: TrackName): TrackLevel {
  return {
    gainDb: (plan.gainSteps[track] ?? 0) * GAIN_STEP_DB,
    ceilingDb: plan.ceilingsDb[track] ?? Infinity,
  };
}

/**
 * Names what programme frames `fromFrame` to `toFrame` sound like: two plans that give the same key give the same
 * samples there. A chunk is stale when the key of the range it was rendered from has changed.
 */
export function rangeKey(plan: Plan, fromFrame: number, toFrame: number): string {
  const span = stemSpan(plan, fromFrame, toFrame);
  // The crossfade at a cut plays what lies behind the one before.
  const first = span.from - crossfadeFrames(plan.stemRateHz);
  const ranges = stemRanges(plan.segments, first, span.to)
    .map((range) => `${range.fromFrame}-${range.toFrame}`).join("+");
  return `${plan.layout}/${plan.rateHz} mic ${plan.gainSteps.mic ?? "none"} ` +
    `system ${plan.gainSteps.system ?? "none"} ${ranges}` +
    (plan.gateOpenings.mic ? " mic open" : "");
}

/** Speech that nobody makes louder is at most so much below its usual level; a level that moves would move the cuts. */
const UNNORMALISED_GAIN_DB = 15;

/** What normalisation wants of a track; nothing when it is off. */
function aimOf(
  track: TrackName,
  options: ProgrammeSound,
): { targetDb: number; ceilingDb: number } | undefined {
  if (options.normalize === "off") return undefined;
  if (options.normalize === "loudness") {
    return { targetDb: options.loudnessLufs, ceilingDb: options.truePeakDb };
  }
  const peakDb = track === "mic" ? options.micPeakDb : options.systemPeakDb;
  return { targetDb: peakDb, ceilingDb: peakDb };
}

/**
 * What would make a side as loud as usual, whether that is done or not: what is speech must not be cut as silence because
 * it was left quiet, or is quieter than boost can mend.
 */
function usualGainDb({ track, levelDb }: TrackAnalysis, options: ProgrammeSound): number {
  const aim = aimOf(track, options);
  if (!aim) return UNNORMALISED_GAIN_DB;
  if (levelDb === -Infinity) return 0;
  return Math.floor((aim.targetDb - levelDb) / GAIN_STEP_DB) * GAIN_STEP_DB;
}

/** Steps that bring a level to the target or just below it; 0 for a silent track. */
function stepsToTarget(levelDb: number, targetDb: number): number {
  if (levelDb === -Infinity) return 0;
  return Math.floor(Math.min(targetDb - levelDb, MAX_BOOST_DB) / GAIN_STEP_DB);
}
