/** When the gate was wrong, or cannot be right: it is opened for the whole of a side. */
import type { GateOpening } from "../ground/gate_opening.ts";
import type { ProgrammeOptions } from "../ground/options.ts";
import type { TrackAnalysis } from "./track_analysis.ts";

/** So much speech may be removed by mistake, as a part of what is heard. */
const TOLERATED_PART = 0.01;

/**
 * Whether the gate must be opened for the whole of a track, and why: judged when all of it has been heard, by its analysis
 * alone, so that a recording and its stems come to the same answer.
 *
 * Who sets a threshold wants what is below it removed, speech too; but a side is never wholly silent that holds sound.
 */
export function gateOpening(
  analysis: TrackAnalysis,
  { gate }: ProgrammeOptions,
): GateOpening | undefined {
  if (gate === "off" || !analysis.finished) return undefined;
  if (analysis.isSilent) return analysis.holdsSound ? "silent" : undefined;
  const { removedVoiceSeconds, openSeconds } = analysis;
  const isTooMuch = removedVoiceSeconds > TOLERATED_PART * openSeconds;
  return gate === "auto" && isTooMuch ? "speech" : undefined;
}
