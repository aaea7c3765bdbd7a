/** The waveform of a file, side by side, in columns few enough to be drawn. */
import { amplitudeOfDb } from "../../dsp/decibels.ts";
import type { PerTrack } from "../../capture/ground/tracks.ts";
import { COARSE_HOPS } from "../analysis/heard_levels.ts";
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

/** In columns of at least so many hops nobody sees where within 0.1 s something begins. */
const COARSE_FROM_HOPS = 2 * COARSE_HOPS;

/** How the file is cut into columns: each has so many steps of so many frames. */
interface Grid {
  readonly columns: number;
  readonly columnSteps: number;
  readonly stepFrames: number;
  readonly isCoarse: boolean;
}

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
  const hopFrames = analyses[0]?.hopFrames ?? stemRateHz / 100;
  const frames = (file.toFrame - file.fromFrame) * stemRateHz / rateHz;
  const hops = Math.ceil(frames / hopFrames / mostColumns);
  const isCoarse = hops >= COARSE_FROM_HOPS;
  const stepFrames = isCoarse ? COARSE_HOPS * hopFrames : hopFrames;
  const columnSteps = Math.max(1, isCoarse ? Math.ceil(hops / COARSE_HOPS) : hops);
  const columnFrames = columnSteps * stepFrames;
  const columns = Math.ceil(frames / columnFrames);
  const grid = { columns, columnSteps, stepFrames, isCoarse };
  const sides = Object.fromEntries(analyses.map((each) => [each.track, sideOf(each, plan, grid)]));
  return { columnSeconds: columnFrames / stemRateHz, columns, sides };
}

function sideOf(
  analysis: TrackAnalysis,
  plan: Plan,
  { columns, columnSteps, stepFrames, isCoarse }: Grid,
): SideEnvelope {
  const { gainDb, ceilingDb, change } = levelOf(plan, analysis.track);
  const ceiling = amplitudeOfDb(Math.min(ceilingDb, 0)) ** 2;
  const gainAt = (frame: number) => {
    const isBefore = change !== undefined && frame < change.toFrame;
    return amplitudeOfDb(isBefore ? Math.min(gainDb, change.gainDb) : gainDb) ** 2;
  };
  const peaks = new Float64Array(columns);
  const sums = new Float64Array(columns);
  for (const { stem, atFrame } of keptFrames(plan)) {
    const first = Math.round(stem.fromFrame / stepFrames);
    const end = Math.max(first + 1, Math.round(stem.toFrame / stepFrames));
    // A step that lies in two columns counts for the one in which most of it is.
    const shift = Math.round((atFrame - stem.fromFrame) / stepFrames);
    for (let step = first; step < end;) {
      const column = Math.min(columns - 1, Math.floor((step + shift) / columnSteps));
      const next = Math.max(step + 1, Math.min(end, (column + 1) * columnSteps - shift));
      const gain = gainAt(step * stepFrames);
      const { peak, mean } = analysis.heardOver(step, next, isCoarse);
      peaks[column] = Math.max(peaks[column] ?? 0, Math.min(peak * gain, ceiling));
      sums[column] = (sums[column] ?? 0) + Math.min(mean * gain, ceiling) * (next - step);
      step = next;
    }
  }
  return {
    peaks: Uint8Array.from(peaks, codeOfLevel),
    levels: Uint8Array.from(sums, (sum) => codeOfLevel(sum / columnSteps)),
  };
}
