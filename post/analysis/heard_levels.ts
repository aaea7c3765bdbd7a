/** How loud each stretch of a side is heard: in hops, and in tenths of a second for those who look from far. */
import { codeOfPeak, powersOfPeakCodes } from "./levels/hop_peak.ts";
import type { PageFile } from "./page_file.ts";
import { PagedHops } from "./paged_hops.ts";

/** Hops in a coarse step. */
export const COARSE_HOPS = 10;

/** By `codeOfPeak`. */
const POWER_OF_CODE = powersOfPeakCodes();

/** The highest sample and the mean of all, squared, linear. */
export interface HeardPowers {
  readonly peak: number;
  readonly mean: number;
}

/** Peaks and root mean squares by `codeOfPeak`, added hop by hop. */
export class HeardLevels {
  readonly #peaks: PagedHops;
  readonly #levels: PagedHops;
  readonly #coarsePeaks: PagedHops;
  readonly #coarseLevels: PagedHops;
  #hops = 0;
  #peak = 0;
  #sum = 0;

  /**
   * @param peaks of the hops, which others keep: number `i` is that of the hop before the `i`-th
   * @param file for what takes the most memory
   * @param mostPages of each list, see `PagedHops`
   */
  constructor(peaks: PagedHops, file?: PageFile, mostPages?: number) {
    this.#peaks = peaks;
    this.#levels = new PagedHops(file, mostPages);
    this.#coarsePeaks = new PagedHops(undefined, mostPages);
    this.#coarseLevels = new PagedHops(undefined, mostPages);
  }

  /** More hops; the first of all numbers is that of no hop. */
  append(peaks: Uint16Array, levels: Uint16Array): void {
    this.#levels.append(levels);
    const coarsePeaks: number[] = [];
    const coarseLevels: number[] = [];
    for (let i = 0; i < peaks.length; i++) {
      if (this.#hops++ === 0) continue;
      this.#peak = Math.max(this.#peak, peaks[i] ?? 0);
      this.#sum += powerOf(levels[i] ?? 0);
      if ((this.#hops - 1) % COARSE_HOPS !== 0) continue;
      coarsePeaks.push(this.#peak);
      coarseLevels.push(codeOfPeak(Math.sqrt(this.#sum / COARSE_HOPS)));
      this.#peak = this.#sum = 0;
    }
    this.#coarsePeaks.append(Uint16Array.from(coarsePeaks));
    this.#coarseLevels.append(Uint16Array.from(coarseLevels));
  }

  /**
   * Over steps `from` (included) to `to` (excluded); outside what is known there is silence.
   *
   * @param isCoarse steps are not hops but `COARSE_HOPS` of them: ten times quicker; the last one may be missing
   */
  over(from: number, to: number, isCoarse: boolean): HeardPowers {
    const { max } = isCoarse
      ? this.#coarsePeaks.over(from, to)
      : this.#peaks.over(from + 1, to + 1);
    const { sum } = isCoarse
      ? this.#coarseLevels.over(from, to, POWER_OF_CODE)
      : this.#levels.over(from + 1, to + 1, POWER_OF_CODE);
    return { peak: powerOf(max), mean: sum / Math.max(1, to - from) };
  }
}

function powerOf(code: number): number {
  return POWER_OF_CODE[Math.min(code, POWER_OF_CODE.length - 1)] ?? 0;
}
