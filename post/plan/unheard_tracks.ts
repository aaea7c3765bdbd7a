/** The last look: is each side that holds sound in what was rendered? */
import type { TrackName } from "../../capture/ground/tracks.ts";
import { dbOfAmplitude } from "../../dsp/decibels.ts";
import type { TrackAnalysis } from "../analysis/track_analysis.ts";
import type { HeardPeaks } from "../ground/heard_peaks.ts";
import { stemRanges } from "../ground/segments.ts";
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
  const isPart = plan.file.fromFrame > 0 || plan.file.toFrame < plan.frames;
  const isUnheard = (analysis: TrackAnalysis) => {
    const { track, holdsSound, isSilent } = analysis;
    const { gainDb, ceilingDb, change } = levelOf(plan, track);
    const peakDb = isPart ? peakInFile(plan, analysis) : analysis.peakDb;
    // Of a part nobody knows what its gate has removed of what is not in the parts around it.
    if (isPart && !isSilent && peakDb === -Infinity) return false;
    const wantedDb = Math.min(peakDb + Math.min(gainDb, change?.gainDb ?? gainDb), ceilingDb);
    const isThere = dbOfAmplitude(peaks[track] ?? 0) >= wantedDb + LEAST_DB;
    return holdsSound && (isSilent || !isThere);
  };
  return analyses.filter(isUnheard).map(({ track }) => track);
}

/** Highest sample of what a part has of a stem, which begins before it and ends behind it, dBFS. */
function peakInFile(
  { file, segments, rateHz, stemRateHz }: Plan,
  analysis: TrackAnalysis,
): number {
  const { hopFrames } = analysis;
  const inStem = (frame: number) => frame * stemRateHz / rateHz;
  let peakDb = -Infinity;
  for (const range of stemRanges(segments, inStem(file.fromFrame), inStem(file.toFrame))) {
    const last = Math.floor(range.toFrame / hopFrames);
    for (let hop = Math.ceil(range.fromFrame / hopFrames); hop < last; hop++) {
      peakDb = Math.max(peakDb, analysis.hopPeakDb(hop));
    }
  }
  return peakDb;
}
