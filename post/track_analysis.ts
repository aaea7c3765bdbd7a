import type { TrackName } from "./options.ts";

/** Gains are kept as 16-bit integers in units of 2⁻¹⁵: unity is exact, the range is 0 to almost 2 (+6 dB). */
export const UNITY_GAIN = 32_768;

/** Hops of 10 ms in a stored page; a page whose gains are all equal is stored as one number. */
const PAGE_HOPS = 2_048;

/**
 * What a track's analyser has found out since the last time it was asked. Plain data: post it to the main thread and
 * transfer `gains.buffer`.
 */
export interface AnalysisUpdate {
  readonly track: TrackName;
  /** Gain at the first frame of each newly settled hop, beginning with hop `fromHop`. */
  readonly gains: Uint16Array<ArrayBuffer>;
  readonly fromHop: number;
  /** Highest |sample × gain| of the frames that settled, any channel; 0 for silence. */
  readonly peak: number;
  /** Frames of the stem seen so far. */
  readonly frames: number;
  /** Gains and peaks up to here will not change any more. */
  readonly settledFrames: number;
  /** The stem has ended: `settledFrames` equals `frames`. */
  readonly finished: boolean;
}

/** The gain curve over some frames: `gains[i]` holds at frame (fromHop + i) × hopFrames, straight lines between. */
export interface GainCurve {
  readonly hopFrames: number;
  readonly fromHop: number;
  readonly gains: Uint16Array<ArrayBuffer>;
}

/** Frames between two points of the gain curve: 10 ms. */
export function hopFramesAt(rateHz: number): number {
  return Math.round(rateHz / 100);
}

/**
 * Everything known about one track, growing while it is recorded: the sum of its updates.
 *
 * Eight hours take at most 6 MB (two bytes a hop), less where the gain rests.
 */
export class TrackAnalysis {
  readonly track: TrackName;
  readonly rateHz: number;
  readonly hopFrames: number;
  readonly #pages: (number | Uint16Array<ArrayBuffer>)[] = [];
  #hops = 0;
  #frames = 0;
  #settledFrames = 0;
  #peak = 0;
  #finished = false;

  constructor(track: TrackName, rateHz: number) {
    this.track = track;
    this.rateHz = rateHz;
    this.hopFrames = hopFramesAt(rateHz);
  }

  /** Frames of the stem seen so far. */
  get frames(): number {
    return this.#frames;
  }

  /** Gains and peaks of the frames before this one are final. */
  get settledFrames(): number {
    return this.#settledFrames;
  }

  /** Highest |sample × gain| so far, linear; 0 when all was silent. */
  get peak(): number {
    return this.#peak;
  }

  /** The stem has ended, and all of it is settled. */
  get finished(): boolean {
    return this.#finished;
  }

  /**
   * Adds what the analyser found since its last update.
   *
   * @throws {RangeError} when an update is missing or comes twice
   */
  append(update: AnalysisUpdate): void {
    if (update.fromHop !== this.#hops || update.track !== this.track) {
      throw new RangeError(
        `Cannot append the ${update.track} analysis from hop ${update.fromHop}: ` +
          `the ${this.track} analysis stands at hop ${this.#hops}; append each update once, in order`,
      );
    }
    let taken = 0;
    while (taken < update.gains.length) {
      const within = this.#hops % PAGE_HOPS;
      if (within === 0) this.#pages.push(new Uint16Array(PAGE_HOPS));
      const page = this.#pages[this.#pages.length - 1] as Uint16Array<ArrayBuffer>;
      const count = Math.min(PAGE_HOPS - within, update.gains.length - taken);
      page.set(update.gains.subarray(taken, taken + count), within);
      taken += count;
      this.#hops += count;
      if (within + count === PAGE_HOPS) this.#pages[this.#pages.length - 1] = rested(page);
    }
    this.#frames = update.frames;
    this.#settledFrames = update.settledFrames;
    this.#peak = Math.max(this.#peak, update.peak);
    this.#finished = update.finished;
  }

  /**
   * The gain curve that frames `fromFrame` (included) to `toFrame` (excluded) need: a copy, small and cloneable.
   * Beyond the last settled hop the last gain is repeated.
   */
  gainCurve(fromFrame: number, toFrame: number): GainCurve {
    const fromHop = Math.max(0, Math.floor(fromFrame / this.hopFrames));
    const toHop = Math.max(fromHop, Math.ceil(toFrame / this.hopFrames)) + 1;
    const gains = new Uint16Array(toHop - fromHop);
    for (let i = 0; i < gains.length; i++) {
      gains[i] = this.#gainAt(Math.min(fromHop + i, this.#hops - 1));
    }
    return { hopFrames: this.hopFrames, fromHop, gains };
  }

  #gainAt(hop: number): number {
    if (hop < 0) return 0;
    const page = this.#pages[Math.floor(hop / PAGE_HOPS)] ?? 0;
    return typeof page === "number" ? page : page[hop % PAGE_HOPS] ?? 0;
  }
}

/** One number when the whole page has the same gain. */
function rested(page: Uint16Array<ArrayBuffer>): number | Uint16Array<ArrayBuffer> {
  const first = page[0] ?? 0;
  return page.every((gain) => gain === first) ? first : page;
}
