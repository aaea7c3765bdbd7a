/** How loud somebody speaks. */
import { LevelHistogram } from "../../../dsp/level_histogram.ts";

/** Hops of sound before there is a level: a second. */
const LEAST_HOPS = 100;

/** The level is taken anew after so many hops of sound. */
const RENEW_HOPS = 100;

/** One hop in twenty may be something else than speech: what lies far below the others is pauses. */
const TYPICAL_PART = 0.95;
const RANGE_DB = 20;

/** The syllables of a voice: louder than three quarters of what is left. */
const SYLLABLE_PART = 0.75;

/**
 * How loud somebody speaks: the RMS level of syllables, from all hops so far in which the gate heard a voice. Neither
 * coughs nor bumps nor slamming doors change it.
 */
export class SpeechLevel {
  readonly #levels = new LevelHistogram();
  #hops = 0;
  #db = -Infinity;

  /** dBFS; −Infinity as long as there was no second of sound. */
  get db(): number {
    return this.#db;
  }

  /** Counts a hop by its RMS level, dBFS. */
  add(levelDb: number): void {
    if (!this.#levels.add(levelDb)) return;
    if (++this.#hops < LEAST_HOPS || this.#hops % RENEW_HOPS !== 0) return;
    const typicalDb = this.#levels.percentileDb(TYPICAL_PART);
    this.#db = this.#levels.percentileDb(SYLLABLE_PART, typicalDb - RANGE_DB);
  }
}
