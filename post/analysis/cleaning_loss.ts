/** When noise suppression took more than noise: the side is made without it. */
import type { CleaningLoss } from "../ground/cleaning_loss.ts";
import { isMuchSpeech } from "./gate_opening.ts";
import type { TrackAnalysis } from "./track_analysis.ts";

/** Of notes and vowels at least so much must be left: in speech beside noise as loud as itself it is more. */
const LEAST_PITCH_PART = 0.5;
/** Where RNNoise has heard nobody for as long as this, and left less than this part of the power, there is nothing left. */
const LEAST_VOICE_SECONDS = 0.5;
const LEAST_PART = 0.01;

/**
 * Whether a side must be made from the stem as it was recorded, and why: judged when all of it has been cleaned, by what
 * was found out alone, so that a recording and its stems come to the same answer.
 */
export function cleaningLoss(analysis: TrackAnalysis): CleaningLoss | undefined {
  const { cleaning, finished, holdsSound, isSilent } = analysis;
  if (!cleaning || !finished || !holdsSound) return undefined;
  const { keptPart, keptPitchPart, voiceSeconds, removedVoiceSeconds } = cleaning;
  if (isMuchSpeech(removedVoiceSeconds, voiceSeconds)) return "speech";
  if (keptPitchPart < LEAST_PITCH_PART) return "most";
  const isNothing = keptPart < LEAST_PART && voiceSeconds < LEAST_VOICE_SECONDS;
  return isNothing || isSilent ? "silent" : undefined;
}
