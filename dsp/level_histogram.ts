// deno-lint-ignore-file no-non-null-assertion -- bins are kept within the array
/** How often each level occurred, and its percentiles. */

/** Levels below this say nothing about sound, and are not counted. */
const LOWEST_DB = -70;
const HIGHEST_DB = 50;

/** How often each level occurred, in classes of a sixteenth of a decibel: percentiles of hours in 8 KB. */
export class LevelHistogram {
  static readonly stepDb = 1 / 16;
  readonly #counts = new Uint32Array((HIGHEST_DB - LOWEST_DB) / LevelHistogram.stepDb);

  /** Counts a level, dB; −Infinity, NaN and what is below −70 dB is not counted. Returns whether it was. */
  add(levelDb: number): boolean {
    const bin = Math.ceil((levelDb - LOWEST_DB) / LevelHistogram.stepDb) - 1;
    if (!(bin >= 0)) return false;
    this.#counts[Math.min(bin, this.#counts.length - 1)]!++;
    return true;
  }

  /**
   * The level that this part (0 to 1) of all levels at or above `leastDb` do not exceed: the upper edge of its class, so
   * that it is never too low; −Infinity when there are none.
   *
   * @param mostAbove no more levels than this may lie above it, however many there are
   */
  percentileDb(part: number, leastDb = -Infinity, mostAbove = Infinity): number {
    const first = Math.max(0, Math.ceil((leastDb - LOWEST_DB) / LevelHistogram.stepDb) - 1);
    let total = 0;
    for (let bin = first; bin < this.#counts.length; bin++) total += this.#counts[bin]!;
    if (total === 0) return -Infinity;
    let above = Math.min(mostAbove, total - Math.ceil(part * total));
    let bin = this.#counts.length - 1;
    while (this.#counts[bin]! <= above) above -= this.#counts[bin--]!;
    return LOWEST_DB + (bin + 1) * LevelHistogram.stepDb;
  }

  /** Forgets everything. */
  reset(): void {
    this.#counts.fill(0);
  }
}
