/** All that is known about one track: gains, peaks, level. */
import type { GateOpening } from "../ground/gate_opening.ts";
import { foldCurve, type FoldPoint } from "../ground/stereo_fold.ts";
import type { GainCurve } from "../ground/gain_curve.ts";
import type { TrackName } from "../../capture/ground/tracks.ts";
import { HOP_LIMITER_AFTER, HOP_LIMITER_BEFORE, limitHops } from "../../dsp/hop_limiter.ts";
import { dbOfPeakCode } from "./hop_peak.ts";
import { PagedHops } from "./paged_hops.ts";

/** Gains are kept as 16-bit integers in units of 2⁻¹⁵: unity is exact, the range is 0 to almost 2 (+6 dB). */
export const UNITY_GAIN = 32_768;

/**
 * What a track's analyser has found out since the last time it was asked. Plain data: post it to the main thread and
 * transfer the buffers of `gains` and `peaks`.
 */
export interface AnalysisUpdate {
  readonly track: TrackName;
  /** Gain at the first frame of each newly settled hop, beginning with hop `fromHop`. */
  readonly gains: Uint16Array<ArrayBuffer>;
  /** Highest |sample × gain| of the hop that ends where the gain of the same index holds, by `codeOfPeak`. */
  readonly peaks: Uint16Array<ArrayBuffer>;
  readonly fromHop: number;
  /** Where the way in which one channel is made of two begins or ends to change; those of the settled hops are known. */
  readonly folds?: readonly FoldPoint[];
  /** The level that normalisation brings to its target: dBFS or LUFS, −Infinity for silence. */
  readonly levelDb: number;
  /** Anything but digital silence has been seen. */
  readonly holdsSound: boolean;
  /** So long the gate was open. */
  readonly openSeconds: number;
  /** So long somebody speaks in what the gate removes, as far as it was in doubt. */
  readonly removedVoiceSeconds: number;
  /** Frames of the stem seen so far. */
  readonly frames: number;
  /** Gains and peaks up to here, and what a limiter needs after it, will not change any more. */
  readonly settledFrames: number;
  /** The stem has ended: `settledFrames` equals `frames`. */
  readonly finished: boolean;
}

/** How loud a track is to be. */
export interface TrackLevel {
  /** Gain on top of the track's own curve. */
  readonly gainDb: number;
  /** No sample comes out above this, dBFS; Infinity for no limit. */
  readonly ceilingDb: number;
  /** It was another before: evenly, in dB, it becomes `gainDb` over these frames of the stem. */
  readonly change?: {
    readonly gainDb: number;
    readonly fromFrame: number;
    readonly toFrame: number;
  };
}

const AS_RECORDED: TrackLevel = { gainDb: 0, ceilingDb: Infinity };

/** Frames between two points of the gain curve: 10 ms. */
export function hopFramesAt(rateHz: number): number {
  return Math.round(rateHz / 100);
}

/**
 * Everything known about one track, growing while it is recorded: the sum of its updates.
 *
 * Eight hours of a conversation take 3 MB.
 */
export class TrackAnalysis {
  readonly track: TrackName;
  readonly rateHz: number;
  readonly hopFrames: number;
  readonly #gains = new PagedHops();
  readonly #peaks = new PagedHops();
  readonly #folds: FoldPoint[] = [];
  #frames = 0;
  #settledFrames = 0;
  #levelDb = -Infinity;
  #finished = false;
  #isSilent = true;
  #holdsSound = false;
  #openSeconds = 0;
  #removedVoiceSeconds = 0;
  /** Why it was heard with the gate open, although a gate was asked for. */
  readonly opening: GateOpening | undefined;

  constructor(track: TrackName, rateHz: number, opening?: GateOpening) {
    this.track = track;
    this.opening = opening;
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

  /** What normalisation goes by: dBFS or LUFS; −Infinity when all was silent. */
  get levelDb(): number {
    return this.#levelDb;
  }

  /** The stem has ended, and all of it is settled. */
  get finished(): boolean {
    return this.#finished;
  }

  /** So far nothing of it is heard: digital silence, or all under the gate. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** The stem holds something else than digital silence. */
  get holdsSound(): boolean {
    return this.#holdsSound;
  }

  /** How long the gate is open. */
  get openSeconds(): number {
    return this.#openSeconds;
  }

  /** How long somebody speaks in what the gate removes, as far as it was in doubt. */
  get removedVoiceSeconds(): number {
    return this.#removedVoiceSeconds;
  }

  /**
   * Adds what the analyser found since its last update.
   *
   * @throws {RangeError} when an update is missing or comes twice
   */
  append(update: AnalysisUpdate): void {
    const hops = this.#gains.length;
    if (update.fromHop !== hops || update.track !== this.track) {
      throw new RangeError(
        `Cannot append the ${update.track} analysis from hop ${update.fromHop}: ` +
          `the ${this.track} analysis stands at hop ${hops}; append each update once, in order`,
      );
    }
    this.#gains.append(update.gains);
    this.#peaks.append(update.peaks);
    this.#folds.push(...update.folds ?? []);
    this.#isSilent &&= update.peaks.every((peak) => peak === 0);
    this.#holdsSound = update.holdsSound;
    this.#openSeconds = update.openSeconds;
    this.#removedVoiceSeconds = update.removedVoiceSeconds;
    this.#frames = update.frames;
    this.#settledFrames = update.settledFrames;
    this.#levelDb = update.levelDb;
    this.#finished = update.finished;
  }

  /**
   * The gain curve that frames `fromFrame` (included) to `toFrame` (excluded) need, with all that is done to the track's
   * level: a copy, small and cloneable. Beyond the last settled hop the last gain is repeated.
   */
  gainCurve(fromFrame: number, toFrame: number, level: TrackLevel = AS_RECORDED): GainCurve {
    const fromHop = Math.max(0, Math.floor(fromFrame / this.hopFrames));
    const points = Math.max(0, Math.ceil(toFrame / this.hopFrames) - fromHop) + 1;
    const limited = level.ceilingDb < Infinity;
    const before = limited ? Math.min(fromHop, HOP_LIMITER_BEFORE) : 0;
    const after = limited ? HOP_LIMITER_AFTER : 0;
    const first = fromHop - before;
    const gains = new Float32Array(before + points + after);
    const last = this.#gains.length - 1;
    for (let i = 0; i < gains.length; i++) {
      const scale = 10 ** (gainDbAt(level, (first + i) * this.hopFrames) / 20) / UNITY_GAIN;
      gains[i] = this.#gains.at(Math.min(first + i, last)) * scale;
    }
    if (limited) {
      const excessDb = new Float64Array(gains.length - 1);
      for (let i = 0; i < excessDb.length; i++) {
        // Within a hop the gain goes evenly from one to the other.
        const hopDb = Math.max(
          gainDbAt(level, (first + i) * this.hopFrames),
          gainDbAt(level, (first + i + 1) * this.hopFrames),
        );
        excessDb[i] = dbOfPeakCode(this.#peaks.at(first + i + 1)) + hopDb - level.ceilingDb;
      }
      limitHops(gains, excessDb);
    }
    const fold = foldCurve(this.#folds, fromHop, points);
    return {
      hopFrames: this.hopFrames,
      fromHop,
      gains: gains.slice(before, before + points),
      ...(fold === undefined ? {} : { fold }),
    };
  }

  /** Highest sample of a hop after gate and leveller, dBFS; −Infinity for silence. */
  hopPeakDb(hop: number): number {
    return dbOfPeakCode(this.#peaks.at(hop + 1));
  }
}

/** Gain at a frame of the stem, dB. */
function gainDbAt({ gainDb, change }: TrackLevel, frame: number): number {
  if (!change || frame >= change.toFrame) return gainDb;
  const done = Math.max(0, (frame - change.fromFrame) / (change.toFrame - change.fromFrame));
  return change.gainDb + (gainDb - change.gainDb) * done;
}
