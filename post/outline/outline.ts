/** What a finished file looks like: what of the session is in it, who spoke when, its waveform. */
import type { PerTrack } from "../../capture/ground/tracks.ts";
import type { TrackAnalysis } from "../analysis/track_analysis.ts";
import type { Plan } from "../plan/plan.ts";
import { type Envelope, envelopeOf } from "./envelope.ts";
import { type KeptStretch, keptStretches } from "./kept.ts";
import { type Interval, speechIn } from "./speech.ts";

export type { Envelope } from "./envelope.ts";
export type { KeptStretch } from "./kept.ts";
export type { Interval } from "./speech.ts";

/** All of it by the time of the file. */
export interface ProgrammeOutline {
  readonly kept: readonly KeptStretch[];
  /** Of each side that there is. */
  readonly speech: PerTrack<readonly Interval[]>;
  /** Made when it is asked for, as long as the analyses can be read: that takes a moment. */
  envelope(): Envelope;
}

/**
 * Of the analyses that the file was made from.
 *
 * @param partFromFrame stem frame from which times of the session count
 */
export function outlineOf(
  analyses: readonly TrackAnalysis[],
  plan: Plan,
  partFromFrame = 0,
): ProgrammeOutline {
  return {
    kept: keptStretches(plan, partFromFrame),
    speech: Object.fromEntries(analyses.map((each) => [each.track, speechIn(each, plan)])),
    envelope: () => envelopeOf(analyses, plan),
  };
}

/** The same with its waveform made already, or with the reason why it cannot be. */
export function withEnvelope(outline: ProgrammeOutline): ProgrammeOutline {
  try {
    const envelope = outline.envelope();
    return { ...outline, envelope: () => envelope };
  } catch (error) {
    const envelope = () => {
      throw error;
    };
    return { ...outline, envelope };
  }
}
