/** When the gate was wrong, or cannot be right: it is opened for the whole of a side. */
import type { GateOpening } from "../ground/gate_opening.ts";
import type { ProgrammeOptions } from "../ground/options.ts";
import type { TrackAnalysis } from "./track_analysis.ts";

/** So much speech may be removed by mistake: this part of what is heard, and no more than so many seconds. */
const TOLERATED_PART = 0.01;
const MOST_TOLERATED_SECONDS = 5;

/** Whether more speech is removed than can be a mistake, beside so much that is heard. */
export function isMuchSpeech(removedSeconds: number, heardSeconds: number): boolean {
  return removedSeconds > Math.min(TOLERATED_PART * heardSeconds, MOST_TOLERATED_SECONDS);
}

/**
 * Whether the gate must be opened for the whole of a track, and why: by its analysis alone, so that a recording and its stems
 * come to the same answer when all has been heard. Before, it says what it would be if the track ended now; but that speech
 * is removed only once nothing that is still to come can change it.
 *
 * Who sets a threshold wants what is below it removed, speech too (`removesSpeech` tells); but a side is never wholly
 * silent that holds sound.
 */
export function gateOpening(
  analysis: TrackAnalysis,
  { gate }: ProgrammeOptions,
): GateOpening | undefined {
  if (gate === "off") return undefined;
  if (analysis.isSilent) return analysis.holdsSound ? "silent" : undefined;
  const isTooMuch = analysis.finished
    ? isMuchSpeech(analysis.removedVoiceSeconds, analysis.openSeconds)
    : isMuchSpeech(analysis.leastRemovedVoiceSeconds, Infinity);
  return gate === "auto" && isTooMuch ? "speech" : undefined;
}

/** Whether a threshold that somebody has set removes speech from a track: it is what was asked for, but worth telling. */
export function removesSpeech(analysis: TrackAnalysis, { gate }: ProgrammeOptions): boolean {
  if (typeof gate !== "number" || !analysis.finished || analysis.opening) return false;
  return isMuchSpeech(analysis.removedVoiceSeconds, analysis.openSeconds);
}
