/** The waveform of a file, side by side, in columns few enough to be drawn. */
import { amplitudeOfDb } from "../../dsp/decibels.ts";
import { mapTracks, type PerTrack, type TrackName } from "../../capture/ground/tracks.ts";
import type { TrackAnalysis } from "../analysis/track_analysis.ts";
import { levelOf, type Plan } from "../plan/plan.ts";
import { keptFrames } from "./kept.ts";

/** The highest sample and the root mean square of each column of a side, dBFS in steps: see `codeOfLevel`. */
export interface SideEnvelope {
  readonly peaks: Uint8Array;
  readonly levels: Uint8Array;
}

/** Columns of one length; the last may reach over the end of the file. */
export interface Envelope {
  readonly columnSeconds: number;
  readonly columns: number;
  readonly sides: PerTrack<SideEnvelope>;
}

/** Steps of a level: whole decibels from −62 dBFS (1) to 0 dBFS (63); 0 is silence, and what is softer. */
export const MOST_CODE = 63;

/** The step of a power, linear. */
export function codeOfLevel(power: number): number {
  if (!(power > 0)) return 0;
  return Math.max(0, Math.min(MOST_CODE, MOST_CODE + Math.round(10 * Math.log10(power))));
}

/** The most columns: 0.9 s each of a file of eight hours. */
const MOST_COLUMNS = 32_000;

/**
 * What the sides give to the file, in columns of whole hops (10 ms): as they are heard, with what gate, leveller and
 * normalisation do to them.
 */
export function envelopeOf(
  analyses: readonly TrackAnalysis[],
  plan: Plan,
  mostColumns = MOST_COLUMNS,
): Envelope {
  const { stemRateHz, rateHz, file } = plan;
  const [first] = analyses;
  const hopFrames = first?.hopFrames ?? stemRateHz / 100;
  const frames = (file.toFrame - file.fromFrame) * stemRateHz / rateHz;
  const hops = Math.max(1, Math.ceil(frames / hopFrames));
  const columnFrames = Math.ceil(hops / mostColumns) * hopFrames;
  const columns = Math.ceil(frames / columnFrames);
  const sides: { -readonly [track in TrackName]?: SideEnvelope } = {};
  for (const analysis of analyses) {
    sides[analysis.track] = sideOf(analysis, plan, columnFrames, columns);
  }
  return {
    columnSeconds: columnFrames / stemRateHz,
    columns,
    sides: mapTracks(sides, (side) => side),
  };
}

function sideOf(
  analysis: TrackAnalysis,
  plan: Plan,
  columnFrames: number,
  columns: number,
): SideEnvelope {
  const { hopFrames } = analysis;
  const { gainDb, ceilingDb, change } = levelOf(plan, analysis.track);
  const gain = amplitudeOfDb(gainDb) ** 2;
  const ceiling = amplitudeOfDb(Math.min(ceilingDb, 0)) ** 2;
  const peaks = new Float64Array(columns);
  const sums = new Float64Array(columns);
  for (const { stem, atFrame } of keptFrames(plan)) {
    // Hop by hop only where a hop lies in two columns: it counts for the one in which most of it is.
    const firstHop = Math.round(stem.fromFrame / hopFrames);
    const endHop = Math.max(firstHop + 1, Math.round(stem.toFrame / hopFrames));
    for (let hop = firstHop; hop < endHop;) {
      const frame = atFrame + hop * hopFrames - stem.fromFrame;
      const column = Math.min(
        columns - 1,
        Math.max(0, Math.floor((frame + hopFrames / 2) / columnFrames)),
      );
      const columnEnd = ((column + 1) * columnFrames - frame - hopFrames / 2) / hopFrames;
      const count = Math.max(1, Math.min(endHop - hop, Math.ceil(columnEnd)));
      const changed = change && hop * hopFrames < change.toFrame;
      const own = changed ? amplitudeOfDb(Math.min(gainDb, change.gainDb)) ** 2 : gain;
      const { peak, mean } = analysis.hopPowers(hop, hop + count);
      peaks[column] = Math.max(peaks[column] ?? 0, Math.min(peak * own, ceiling));
      sums[column] = (sums[column] ?? 0) + Math.min(mean * own, ceiling) * count;
      hop += count;
    }
  }
  const columnHops = columnFrames / hopFrames;
  return {
    peaks: Uint8Array.from(peaks, codeOfLevel),
    levels: Uint8Array.from(sums, (sum) => codeOfLevel(sum / columnHops)),
  };
}
