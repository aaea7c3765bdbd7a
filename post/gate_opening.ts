import type { ProgrammeOptions } from "./options.ts";
import type { TrackAnalysis } from "./track_analysis.ts";

/**
 * Why the gate of a side was opened after all: nothing at all would be heard of it (`silent`), or what was to be removed
 * sounds like speech (`speech`).
 */
export type GateOpening = "silent" | "speech";

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
