/** All that is known about one track: gains, peaks, level. */
import type { CleaningLoss } from "../ground/cleaning_loss.ts";
import type { CleaningResult } from "../ground/cleaning_result.ts";
import type { EchoFound } from "../ground/echo_found.ts";
import type { GateOpening } from "../ground/gate_opening.ts";
import type { StemChange } from "../ground/heard_stems.ts";
import { foldCurve, type FoldPoint } from "../ground/stereo_fold.ts";
import type { GainCurve } from "../ground/gain_curve.ts";
import type { TrackName } from "../../capture/ground/tracks.ts";
import { HOP_LIMITER_AFTER, HOP_LIMITER_BEFORE, limitHops } from "../../dsp/hop_limiter.ts";
import { HeardLevels, type HeardPowers } from "./heard_levels.ts";
import { UNITY_GAIN } from "./levels/hop_outcome.ts";
import { dbOfPeakCode } from "./levels/hop_peak.ts";
import type { AnalysisUpdate } from "./analysis_update.ts";
import type { PageFile } from "./page_file.ts";
import { PAGE_HOPS, PagedHops } from "./paged_hops.ts";

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
  /** The gain at the beginning of a hop, dB, where it moves all the time; `gainDb` counts for nothing then. */
  readonly gainDbAtHop?: (hop: number) => number;
}

/** What an analysis is, and where it puts what it finds out. */
export interface AnalysisFacts {
  readonly opening?: GateOpening | undefined;
  readonly loss?: CleaningLoss | undefined;
  /** For what takes the most memory; it stays there without one. */
  readonly file?: PageFile | undefined;
  /** Only the last five minutes are asked for: what is older is forgotten, and so is who spoke when. */
  readonly isBrief?: boolean | undefined;
}

const AS_RECORDED: TrackLevel = { gainDb: 0, ceilingDb: Infinity };

/** Frames between two points of the gain curve: 10 ms. */
export function hopFramesAt(rateHz: number): number {
  return Math.round(rateHz / 100);
}

/**
 * Everything known about one track, growing while it is recorded: the sum of its updates.
 *
 * Without a file eight hours of a conversation take 15 to 25 MB.
 */
export class TrackAnalysis {
  readonly track: TrackName;
  readonly rateHz: number;
  readonly hopFrames: number;
  readonly #gains: PagedHops;
  readonly #peaks: PagedHops;
  readonly #folds: FoldPoint[] = [];
  readonly #heard: HeardLevels;
  readonly #file: PageFile | undefined;
  readonly #isBrief: boolean;
  readonly #voiceTurns: number[] = [];
  readonly #speechTurns: number[] = [];
  #frames = 0;
  #settledFrames = 0;
  #levelDb = -Infinity;
  #finished = false;
  #peakCode = 0;
  #holdsSound = false;
  #openSeconds = 0;
  #removedVoiceSeconds = 0;
  #leastRemovedVoiceSeconds = 0;
  #cleaning: CleaningResult | undefined;
  #unsilenced: TrackAnalysis | undefined;
  /** Why it was heard with the gate open, although a gate was asked for. */
  opening: GateOpening | undefined;
  /** Why it was heard as it was recorded, although noise was to be suppressed. */
  readonly loss: CleaningLoss | undefined;
  /** What was found of the other side in it, where that was taken out, now or in an analysis before. */
  echo: EchoFound | undefined;
  /** From where on it was heard without that. */
  echoless: StemChange | undefined;

  constructor(track: TrackName, rateHz: number, about: AnalysisFacts = {}) {
    const { opening, loss, file, isBrief = false } = about;
    const mostPages = isBrief ? 1 : Infinity;
    this.track = track;
    this.opening = opening;
    this.loss = loss;
    this.#file = file;
    this.#isBrief = isBrief;
    this.#gains = new PagedHops(file, mostPages);
    this.#peaks = new PagedHops(file, mostPages);
    this.#heard = new HeardLevels(this.#peaks, file, mostPages);
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
    return this.#peakCode === 0;
  }

  /** Highest sample after gate and leveller, dBFS; −Infinity for silence. */
  get peakDb(): number {
    return dbOfPeakCode(this.#peakCode);
  }

  /** The stem holds something else than digital silence. */
  get holdsSound(): boolean {
    return this.#holdsSound;
  }

  /** The same track with the gate open, where that is known, too. */
  get unsilenced(): TrackAnalysis | undefined {
    return this.#unsilenced;
  }

  /** How long the gate is open. */
  get openSeconds(): number {
    return this.#openSeconds;
  }

  /** How long somebody speaks in what the gate removes, as far as it was in doubt. */
  get removedVoiceSeconds(): number {
    return this.#removedVoiceSeconds;
  }

  /** How long at least it will be, when all has been heard. */
  get leastRemovedVoiceSeconds(): number {
    return this.#leastRemovedVoiceSeconds;
  }

  /** What noise suppression has left of it, where it was cleaned. */
  get cleaning(): CleaningResult | undefined {
    return this.#cleaning;
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
    this.#heard.append(update.peaks, update.levels ?? new Uint16Array(update.peaks.length));
    if (!this.#isBrief) {
      this.#voiceTurns.push(...update.voiceTurns ?? []);
      this.#speechTurns.push(...update.speechTurns ?? []);
    } else this.#forgetFolds(hops);
    for (const peak of update.peaks) if (peak > this.#peakCode) this.#peakCode = peak;
    this.#holdsSound = update.holdsSound;
    this.#openSeconds = update.openSeconds;
    this.#removedVoiceSeconds = update.removedVoiceSeconds;
    this.#leastRemovedVoiceSeconds = update.leastRemovedVoiceSeconds ?? 0;
    this.#cleaning = update.cleaning;
    this.echo = update.echo ?? this.echo;
    this.echoless = update.echoless;
    this.#frames = update.frames;
    this.#settledFrames = update.settledFrames;
    this.#levelDb = update.levelDb;
    this.#finished = update.finished;
    if (update.unsilenced === undefined) return;
    this.#unsilenced ??= new TrackAnalysis(this.track, this.rateHz, {
      loss: this.loss,
      file: this.#file,
      isBrief: this.#isBrief,
    });
    const { unsilenced, ...common } = update;
    this.#unsilenced.append({ ...common, ...unsilenced });
    this.#unsilenced.echo = this.echo;
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
      const scale = 10 ** (this.#gainDbAt(level, first + i) / 20) / UNITY_GAIN;
      gains[i] = this.#gains.at(Math.min(first + i, last)) * scale;
    }
    if (limited) {
      const excessDb = new Float64Array(gains.length - 1);
      for (let i = 0; i < excessDb.length; i++) {
        // Within a hop the gain goes evenly from one to the other.
        const hopDb = Math.max(
          this.#gainDbAt(level, first + i),
          this.#gainDbAt(level, first + i + 1),
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

  /** Somebody may speak in a hop, as far as that was listened for: where silence is cut. */
  hearsVoice(hop: number): boolean {
    let from = 0;
    let to = this.#voiceTurns.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#voiceTurns[middle] ?? 0) <= hop) from = middle + 1;
      else to = middle;
    }
    return from % 2 === 1;
  }

  /** Hops at which somebody begins to speak and ceases to, in turn; who speaks at the end ceases there. */
  get speechTurns(): readonly number[] {
    const hops = Math.ceil(this.#frames / this.hopFrames);
    return this.#speechTurns.length % 2 === 0 ? this.#speechTurns : [...this.#speechTurns, hops];
  }

  /** How loud it is heard after gate and leveller: see `HeardLevels.over`. */
  heardOver(from: number, to: number, isCoarse: boolean): HeardPowers {
    return this.#heard.over(from, to, isCoarse);
  }

  /** Highest sample of a hop after gate and leveller, dBFS; −Infinity for silence. */
  hopPeakDb(hop: number): number {
    return dbOfPeakCode(this.#peaks.at(hop + 1));
  }

  /** The last point before the hops that are kept still counts. */
  #forgetFolds(hops: number): void {
    while ((this.#folds[1]?.hop ?? Infinity) < hops - PAGE_HOPS) this.#folds.shift();
  }

  /** Gain at the beginning of a hop, dB. */
  #gainDbAt({ gainDb, change, gainDbAtHop }: TrackLevel, hop: number): number {
    if (gainDbAtHop) return gainDbAtHop(hop);
    const frame = hop * this.hopFrames;
    if (!change || frame >= change.toFrame) return gainDb;
    const done = Math.max(0, (frame - change.fromFrame) / (change.toFrame - change.fromFrame));
    return change.gainDb + (gainDb - change.gainDb) * done;
  }
}
