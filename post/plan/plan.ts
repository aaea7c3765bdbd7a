/** From analyses to the plan: which part of the session, and how loud each track. */
import type { CleaningLoss } from "../ground/cleaning_loss.ts";
import type { EchoFound } from "../ground/echo_found.ts";
import type { GateOpening } from "../ground/gate_opening.ts";
import { mapTracks, type TrackName } from "../../capture/ground/tracks.ts";
import { crossfadeFrames } from "../render/programme_pieces.ts";
import { stemSpan } from "./stem_span.ts";
import { type FileSpan, GAIN_CHANGE_SECONDS, type PartPlace } from "../ground/part_place.ts";
import { programmeFrame, type Segment, stemRanges } from "../ground/segments.ts";
import { CutFinder } from "./cut_finder.ts";
import type { ProgrammeSound } from "../ground/sound.ts";
import type { RenderSound } from "../render/render_job.ts";
import { removesSpeech } from "../analysis/gate_opening.ts";
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

/** The level of an echo in these steps, dB: it moves a little all the time, and a gain that moves makes chunks stale. */
const ECHO_STEP_DB = 3;

/** Which part of the session the programme holds, and how loud each track is. Plain data. */
export interface Plan extends RenderSound {
  /** Length of the programme as far as it is known, at its rate. */
  readonly frames: number;
  /** Length of the session as far as it is known, at the stems' rate; the programme is shorter where silence is cut. */
  readonly sessionFrames: number;
  /** What of the programme the file holds: all of it, or the part that the file is, as far as it is known. */
  readonly file: FileSpan;
  /** Where gains begin with those of the part before; nothing where there is none. */
  readonly gainChange?: GainChange;
  /** Nothing is going to change any more. */
  readonly final: boolean;
  /** In the order of the programme; together they are as long as it, or longer while it grows and more can be heard coming. */
  readonly segments: readonly Segment[];
  /** Gain of each track that is there, in steps of `GAIN_STEP_DB`. */
  readonly gainSteps: Readonly<Partial<Record<TrackName, number>>>;
  /** Tracks whose gate was opened after all, and why. */
  readonly gateOpenings: Readonly<Partial<Record<TrackName, GateOpening>>>;
  /** Tracks that are heard as they were recorded after all, although noise was to be suppressed, and why. */
  readonly cleaningLosses: Readonly<Partial<Record<TrackName, CleaningLoss>>>;
  /** What was found of the call in the microphone, where it is heard without it. */
  readonly echo?: EchoFound;
  /** Tracks from which a threshold that was asked for removes what sounds like speech. */
  readonly gatedSpeech: readonly TrackName[];
  /** Tracks so quiet that they stay below their target: they are raised by `MAX_BOOST_DB` and no more. */
  readonly boostLimited: readonly TrackName[];
  /** What the limiter of a track holds it under, dBFS; a track that is not named has none. */
  readonly ceilingsDb: Readonly<Partial<Record<TrackName, number>>>;
}

/** Gains that become others. */
export interface GainChange {
  /** As they were before, in steps of `GAIN_STEP_DB`. */
  readonly fromSteps: Readonly<Partial<Record<TrackName, number>>>;
  /** Stem frames, over which they change evenly in dB. */
  readonly fromFrame: number;
  readonly toFrame: number;
}

/** What of a session is to be in the file. */
export interface Wanted {
  /** What was off the record, in order; the last may end at Infinity while it lasts. */
  readonly pauses?: readonly Segment[] | undefined;
  /** Where the file begins, if its stems begin before it. */
  readonly part?: PartPlace | undefined;
  /** Where the file ends, if its stems end behind it; a stem frame. What follows is in the next part. */
  readonly toFrame?: number | undefined;
  /** From this stem frame on nothing is in any file. */
  readonly endFrame?: number | undefined;
}

/**
 * The plan that follows from what is known so far: pure, the same for the same analyses.
 *
 * While a track is growing, the programme reaches to the frame up to which all growing tracks are settled; at the end
 * it is as long as the longest track, or what stays of it when silence is cut. Pass every track that the session has, also
 * one that has no frames yet.
 *
 * @param cutFinder remembers, from plan to plan, what it knows about the same analyses
 */
export function makePlan(
  analyses: readonly TrackAnalysis[],
  options: ProgrammeSound,
  cutFinder: CutFinder = new CutFinder(options.trim),
  { pauses = [], part, toFrame, endFrame = Infinity }: Wanted = {},
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
  const cleaningLosses: Partial<Record<TrackName, CleaningLoss>> = {};
  const boostLimited: TrackName[] = [];
  for (const analysis of analyses) {
    const { track, opening, loss } = analysis;
    const levelDb = voiceLevelDb(analysis);
    const aim = aimOf(track, options);
    if (loss) cleaningLosses[track] = loss;
    if (opening) gateOpenings[track] = opening;
    if (aim && levelDb > -Infinity && aim.targetDb - levelDb > MAX_BOOST_DB) {
      boostLimited.push(track);
    }
    gainSteps[track] = aim ? stepsToTarget(levelDb, aim.targetDb) : 0;
    if (aim) ceilingsDb[track] = aim.ceilingDb;
  }
  const echo = analyses.find(({ track }) => track === "mic")?.echo;
  const truePeakDb = options.normalize === "loudness" ? options.truePeakDb : Infinity;
  const tracks = analyses.map((analysis) => {
    const gainDb = (gainSteps[analysis.track] ?? 0) * GAIN_STEP_DB;
    return { analysis, gainDb: Math.max(gainDb, usualGainDb(analysis, options)) };
  });
  const found = cutFinder.segments(tracks, sessionFrames, final);
  const before = part ? [{ fromFrame: 0, toFrame: part.encodeFromFrame }] : [];
  const behind = { fromFrame: endFrame, toFrame: Infinity };
  const notKept = options.keepPauses ? [] : pauses;
  const segments = withoutPauses(withoutPauses(withoutPauses(found, before), notKept), [behind]);
  const { rateHz: stemRateHz, fileRateHz: rateHz } = options;
  const knownFrames = segments.reduce((sum, each) => sum + each.toFrame - each.fromFrame, 0);
  const fileFrames = Math.ceil(knownFrames * rateHz / stemRateHz);
  const { to: aheadFrames } = stemSpan({ rateHz, stemRateHz, truePeakDb }, 0, 0);
  const growingFrames = Math.floor((knownFrames - aheadFrames) * rateHz / stemRateHz);
  const frames = final ? fileFrames : Math.max(0, growingFrames);
  const fileFrame = (stemFrame: number) => {
    return Math.min(frames, Math.round(programmeFrame(segments, stemFrame) * rateHz / stemRateHz));
  };
  return {
    rateHz,
    stemRateHz,
    layout: options.channels,
    channels: options.channels === "mono" ? 1 : 2,
    frames,
    file: {
      fromFrame: part ? fileFrame(part.fromFrame) : 0,
      toFrame: final && toFrame !== undefined ? fileFrame(toFrame) : frames,
    },
    ...(part?.gainSteps ? { gainChange: gainChangeOf(part, stemRateHz) } : {}),
    sessionFrames,
    final,
    segments,
    gainSteps,
    gateOpenings,
    cleaningLosses,
    ...(echo ? { echo } : {}),
    gatedSpeech: analyses.filter((each) => removesSpeech(each, options)).map(({ track }) => track),
    boostLimited,
    highPassHz: options.highPassHz,
    ceilingsDb,
    truePeakDb,
  };
}

function gainChangeOf({ fromFrame, gainSteps = {} }: PartPlace, rateHz: number): GainChange {
  return { fromSteps: gainSteps, fromFrame, toFrame: fromFrame + GAIN_CHANGE_SECONDS * rateHz };
}

/** How loud the plan wants a track. */
export function levelOf({ gainSteps, ceilingsDb, gainChange }: Plan, track: TrackName): TrackLevel {
  const steps = gainSteps[track] ?? 0;
  const fromSteps = gainChange?.fromSteps[track] ?? steps;
  return {
    gainDb: steps * GAIN_STEP_DB,
    ceilingDb: ceilingsDb[track] ?? Infinity,
    ...(gainChange && fromSteps !== steps
      ? { change: { ...gainChange, gainDb: fromSteps * GAIN_STEP_DB } }
      : {}),
  };
}

/** The gains that a file ends with, in steps: the next part goes on from there. */
export function lastGainSteps(
  { gainSteps, gainChange }: Plan,
  toFrame: number,
): Readonly<Partial<Record<TrackName, number>>> {
  if (!gainChange || toFrame >= gainChange.toFrame) return gainSteps;
  const { fromSteps, fromFrame, toFrame: endFrame } = gainChange;
  const done = Math.max(0, (toFrame - fromFrame) / (endFrame - fromFrame));
  return mapTracks(gainSteps, (steps, track) => {
    const first = fromSteps[track] ?? steps;
    return first + (steps - first) * done;
  });
}

/** Names what all of a programme sounds like, but for what is cut and a gain that changes: what makes all its chunks stale. */
export function soundKey(plan: Plan): string {
  return `${plan.layout}/${plan.rateHz} mic ${plan.gainSteps.mic ?? "none"} ` +
    `system ${plan.gainSteps.system ?? "none"}` +
    Object.keys(plan.gateOpenings).map((track) => ` ${track} open`).join("") +
    (plan.cleaningLosses.mic ? " mic as recorded" : "") + (plan.echo ? " mic without echo" : "");
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
  const { gainChange } = plan;
  const changes = gainChange !== undefined &&
    stemRanges(plan.segments, first, span.to).some((range) => {
      return range.fromFrame <= gainChange.toFrame + plan.stemRateHz;
    });
  return `${soundKey(plan)} ${ranges}` +
    (changes ? ` after ${gainChange.fromSteps.mic} ${gainChange.fromSteps.system}` : "");
}

/** Speech that nobody makes louder is at most so much below its usual level; a level that moves would move the cuts. */
const UNNORMALISED_GAIN_DB = 15;

/** What normalisation wants of a track; nothing when it is off. */
export function aimOf(
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

/**
 * The level at which somebody is taken to speak into a track. Where nobody does, what is left of an echo is the loudest,
 * and would be raised with all the noise of the room until it is as loud as a voice: nobody is taken to be fainter than the
 * mean of the call was in the microphone. Its peaks are some 15 dB above that, as are a voice's that is measured.
 */
function voiceLevelDb({ levelDb, echo }: TrackAnalysis): number {
  if (levelDb === -Infinity || !echo || echo.levelDb === -Infinity) return levelDb;
  return Math.max(levelDb, Math.floor(echo.levelDb / ECHO_STEP_DB) * ECHO_STEP_DB);
}

/** Steps that bring a level to the target or just below it; 0 for a silent track. */
function stepsToTarget(levelDb: number, targetDb: number): number {
  if (levelDb === -Infinity) return 0;
  return Math.floor(Math.min(targetDb - levelDb, MAX_BOOST_DB) / GAIN_STEP_DB);
}
