/** The level that peak normalisation goes by. */
import { LevelHistogram } from "../../../dsp/level_histogram.ts";

/**
 * One hop in two hundred may be louder: bumps, coughs, a chime. But in hours of silence somebody may speak for half a
 * minute only, and that is not to be taken for bumps: so ten seconds at most.
 */
const LOUD_PART = 0.995;
const MOST_LOUD_HOPS = 1_000;

/**
 * And where such things are more than that, they lift the level by no more than this above what nine in ten of the others
 * reach; pauses, which lie so far below it, do not count.
 */
const COMMON_PART = 0.9;
const LEAST_RANGE_DB = 12;
const RANGE_DB = 25;

/**
 * The level of a track's loud hops, by their highest samples: what peak normalisation brings to its target.
 *
 * It is the highest sample of all where levels are even, and short of the few hops that stand out where they are not:
 * those are left to the limiter.
 */
export class PeakLevel {
  readonly #peaks = new LevelHistogram();

  /** Counts a hop by its highest sample, dBFS. */
  add(peakDb: number): void {
    this.#peaks.add(peakDb);
  }

  /** dBFS; −Infinity when there was nothing but silence. */
  get db(): number {
    const loudDb = this.#peaks.percentileDb(LOUD_PART, -Infinity, MOST_LOUD_HOPS);
    const commonDb = this.#peaks.percentileDb(COMMON_PART, loudDb - RANGE_DB);
    return Math.min(loudDb, commonDb + LEAST_RANGE_DB);
  }
}
