/** The last look: is each side that holds sound in what was rendered? */
import type { TrackName } from "../../capture/ground/tracks.ts";
import { dbOfAmplitude } from "../../dsp/decibels.ts";
import type { TrackAnalysis } from "../analysis/track_analysis.ts";
import type { HeardPeaks } from "../ground/heard_peaks.ts";
import { levelOf, type Plan } from "./plan.ts";

/** A side comes out quieter than its analysis says where its channels are folded, but never by so much. */
const LEAST_DB = -30;

/**
 * The tracks that hold sound and of which nothing was rendered, or next to nothing beside what the analysis of the stem
 * says: whatever went wrong between the two.
 *
 * @param peaks of all that was rendered, as it went into the file
 */
export function unheardTracks(
  plan: Plan,
  analyses: readonly TrackAnalysis[],
  peaks: HeardPeaks,
): TrackName[] {
  const isUnheard = ({ track, holdsSound, isSilent, peakDb }: TrackAnalysis) => {
    const { gainDb, ceilingDb } = levelOf(plan, track);
    const wantedDb = Math.min(peakDb + gainDb, ceilingDb);
    const isThere = dbOfAmplitude(peaks[track] ?? 0) >= wantedDb + LEAST_DB;
    return holdsSound && (isSilent || !isThere);
  };
  return analyses.filter(isUnheard).map(({ track }) => track);
}
