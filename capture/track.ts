/** One track: a source's blocks in, the stem's frames out. */
import { FoldDown } from "../dsp/fold_down.ts";
import { LevelMeter } from "../dsp/level_meter.ts";
import { Aligner } from "./aligner.ts";
import { SoundCheck } from "./sound_check.ts";
import type { Source, SourceBlock } from "./source.ts";
import type { TrackName } from "./spool.ts";
import type { Gap } from "./timeline.ts";
import type { TrackFold } from "./track_fold.ts";
import type { SoundFacts, TrackProgress, TrackReport } from "./track_protocol.ts";

/** Channels of each track's stem. */
export const STEM_CHANNELS: Readonly<Record<TrackName, 1 | 2>> = { mic: 1, system: 2 };

/** Most of a source's time that one `poll` takes in, so that it returns soon however much has piled up. */
const POLL_SECONDS = 2;
/** A running device that has not called back for so long is taken for lost, ns. */
const SILENT_NS = 2e9;
/** Before its first block a device is given more: some wake up slowly. */
const FIRST_BLOCK_NS = 5e9;
/** Between two polls less than this passes, ns; after more, we slept ourselves and cannot say that a device was silent. */
const AWAKE_NS = 1e9;
/** Length of usual blocks; a longer one makes more room. */
const USUAL_BLOCK_FRAMES = 4_096;

/** What a track is made of. */
export interface TrackOptions {
  readonly track: TrackName;
  /** Rate of the stem, Hz. */
  readonly rateHz: number;
  /** A source that has been started at `startedNs`. */
  readonly source: Source;
  readonly startedNs: number;
  /** A block that was read from it already. */
  readonly firstBlock?: SourceBlock;
  /** The session's first frame, host ns. */
  readonly zeroNs: number;
  /** Frames that are in the stem already; 0 without it. */
  readonly fromFrame?: number;
  /** From where on they are silence that nobody has told of yet; all are sound, or told, without it. */
  readonly silentFrom?: number;
  /** Takes the stem's frames, interleaved; they are valid during the call. */
  write(samples: Float32Array): void;
  /** Takes long silence instead of `write`, if there is one; frames. */
  silence?(frames: number): void;
  onGap(gap: Gap): void;
  /** Called when the source's channels are made the stem's in another way than before. */
  onFold?(fold: TrackFold): void;
}

/** Why a track's source does not deliver. */
export type TrackState =
  | { readonly type: "live" }
  /** Its source came to its end, at this instant (ns). */
  | { readonly type: "ended"; readonly endNs: number }
  | { readonly type: "lost"; readonly reason: string };

const LIVE: TrackState = { type: "live" };

/**
 * Folds a source's channels to the stem's, puts them on the session clock, measures them.
 *
 * It has no clock and no timer: time passes when `poll` says so. Devices may come and go (`replace`); the stem goes on.
 */
export class Track implements Disposable {
  readonly #track: TrackName;
  readonly #rateHz: number;
  readonly #aligner: Aligner;
  readonly #meter = new LevelMeter();
  readonly #onFold: (fold: TrackFold) => void;
  #source: Source;
  #fold: FoldDown;
  #sound: SoundCheck;
  #state: TrackState = LIVE;
  /** When the source last gave a sign of life, and how long it may be without one, ns. */
  #aliveNs: number;
  #silentNs = FIRST_BLOCK_NS;
  #polledNs: number;
  #closed = false;
  #needsSource = false;
  /** Dropped by sources that were replaced. */
  #droppedBefore = 0;
  #position = 0;
  #hostNs: number;

  constructor(options: TrackOptions) {
    const { track, rateHz, source, startedNs, zeroNs, write, silence, onGap } = options;
    const { fromFrame = 0, silentFrom = fromFrame } = options;
    this.#track = track;
    this.#rateHz = rateHz;
    this.#onFold = options.onFold ?? (() => {});
    this.#source = source;
    this.#aliveNs = startedNs;
    this.#hostNs = startedNs;
    this.#polledNs = startedNs;
    this.#fold = this.#makeFold();
    this.#sound = this.#makeSoundCheck();
    this.#aligner = new Aligner({
      rateHz,
      sourceRateHz: source.rateHz,
      channels: STEM_CHANNELS[track],
      zeroNs,
      fromFrame,
      silentFrom,
      exact: source.exact,
      write: (samples) => {
        this.#meter.add(samples);
        write(samples);
      },
      ...(silence === undefined ? {} : {
        silence: (frames) => {
          this.#meter.addSilence(frames * STEM_CHANNELS[track]);
          silence(frames);
        },
      }),
      onGap,
    });
    if (options.firstBlock !== undefined) this.#take(options.firstBlock);
  }

  /** How the source stands, as of the last `poll`. */
  get state(): TrackState {
    return this.#state;
  }

  /**
   * Takes in what has arrived.
   *
   * @param nowNs the session clock's now
   * @returns whether more was waiting than one call takes, so that the next one should come soon
   */
  poll(nowNs: number): boolean {
    if (nowNs - this.#polledNs > AWAKE_NS) this.#aliveNs = Math.max(this.#aliveNs, nowNs);
    this.#polledNs = nowNs;
    if (this.#state.type === "ended") return false;
    const source = this.#source;
    const mostFrames = source.rateHz * POLL_SECONDS;
    for (let frames = 0; frames < mostFrames;) {
      const block = this.#closed ? undefined : source.read();
      if (block === undefined) {
        this.#idle(nowNs);
        return false;
      }
      this.#take(block);
      frames += block.frames;
    }
    return true;
  }

  /** Closes the source, which is not to be used any more; time goes on without it. */
  lose(reason: string): void {
    this[Symbol.dispose]();
    this.#needsSource = true;
    if (this.#state.type === "live") this.#state = { type: "lost", reason };
  }

  /** Whether there is nothing to hope for from the source: it is lost, and so is the one that replaced it, if any. */
  get needsSource(): boolean {
    return this.#needsSource;
  }

  /** Whether another source should be opened in this one's place; asks the sound server. */
  isOutdated(): boolean {
    return !this.#closed && this.#state.type === "live" && this.#source.isOutdated();
  }

  /** The instant up to which sound has come, ns. */
  get heardNs(): number {
    return this.#hostNs;
  }

  /** Closes the source. */
  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#droppedBefore += this.#source.framesDropped;
    this.#closed = true;
    this.#source[Symbol.dispose]();
  }

  /** Closes the source and writes what is held, so that it is safe whatever happens until there is another. */
  settle(nowNs: number): void {
    this[Symbol.dispose]();
    this.#aligner.replaced({ sourceRateHz: this.#source.rateHz, hostNs: nowNs });
  }

  /**
   * Closes the source and goes on with another.
   *
   * @param nowNs when the other was started, or now, if a block was read from it already
   */
  replace(source: Source, nowNs: number, firstBlock?: SourceBlock): void {
    this[Symbol.dispose]();
    this.#closed = false;
    this.#needsSource = false;
    this.#source = source;
    this.#fold = this.#makeFold();
    this.#sound = this.#makeSoundCheck();
    this.#aligner.replaced({ sourceRateHz: source.rateHz, hostNs: nowNs });
    this.#aliveNs = nowNs;
    this.#silentNs = FIRST_BLOCK_NS;
    if (firstBlock !== undefined) this.#take(firstBlock);
  }

  /** Nothing from session frame `frames` on is wanted; returns the end that can be kept, which may be later. */
  endAt(frames: number): number {
    return this.#aligner.endAt(frames);
  }

  /** Whether all has come that was captured before an instant (ns), or nothing will. */
  covers(instantNs: number): boolean {
    return this.#state.type !== "live" || this.#hostNs >= instantNs;
  }

  /** Ends the stem with exactly so many frames: what is missing is silence. */
  finish(frames: number): TrackReport {
    if (this.#state.type !== "ended") this.#aligner.drain("stopped");
    this.#aligner.finish(frames);
    return this.report;
  }

  /** What the track came to so far. */
  get report(): TrackReport {
    const { frames, ppm, startOffsetSeconds, gaps } = this.#aligner.report;
    const lost = this.#state.type === "lost" ? { lost: this.#state.reason } : {};
    return {
      name: this.#source.name,
      frames,
      dropped: this.#dropped,
      gapCount: gaps.count,
      gapFrames: gaps.frames,
      ppm,
      startOffsetSeconds,
      ...lost,
    };
  }

  /** How the track stands, with its levels since the last call. */
  takeProgress(): TrackProgress {
    const { frames, ppm } = this.#aligner.report;
    const { peakDb, rmsDb } = this.#meter;
    this.#meter.reset();
    return {
      frames,
      peakDb,
      rmsDb,
      ppm,
      dropped: this.#dropped,
      position: this.#position,
      hostNs: this.#hostNs,
      ...(this.#state.type === "live" ? { sound: this.#soundFacts } : {}),
    };
  }

  get #soundFacts(): SoundFacts {
    const muted = this.#closed ? undefined : this.#source.muted;
    return muted === undefined ? this.#sound.facts : { ...this.#sound.facts, muted };
  }

  get #dropped(): number {
    return this.#droppedBefore + (this.#closed ? 0 : this.#source.framesDropped);
  }

  #take(block: SourceBlock): void {
    const { position, frames, hostNs } = block;
    const samples = this.#fold.process(block.samples, frames);
    this.#sound.process(block.samples, samples, frames);
    this.#aligner.push({ position, frames, samples, hostNs });
    this.#tellFolds();
    this.#position = position + frames;
    this.#hostNs = hostNs;
    // What had waited while we slept says nothing about now.
    this.#aliveNs = Math.max(this.#aliveNs, hostNs);
    this.#silentNs = SILENT_NS;
    if (this.#state.type === "lost") this.#state = LIVE;
  }

  /** All that has arrived was taken. */
  #idle(nowNs: number): void {
    const source = this.#source;
    if (source.state === "ended") {
      this.#aligner.drain("ended");
      this.#state = { type: "ended", endNs: source.endNs ?? nowNs };
      return;
    }
    // What an exact source has not delivered yet was not heard late: it only was not read.
    if (source.exact) return;
    this.#aligner.advance(nowNs);
    const trouble = this.#closed ? "it is closed" : this.#troubleOf(source, nowNs);
    this.#needsSource = trouble !== undefined;
    if (trouble !== undefined && this.#state.type === "live") {
      this.#state = { type: "lost", reason: trouble };
    }
  }

  /** What is wrong with a source that delivers nothing at this moment, if anything is. */
  #troubleOf(source: Source, nowNs: number): string | undefined {
    if (source.state === "lost") return `${source.name} went away`;
    if (nowNs - this.#aliveNs <= this.#silentNs) return undefined;
    return `nothing has come from ${source.name} for ${this.#silentNs / 1e9} s`;
  }

  #tellFolds(): void {
    const { channels, rateHz } = this.#source;
    const isMade = STEM_CHANNELS[this.#track] === 2 && channels > 2;
    for (const { kind, channel, output, atFrame } of this.#fold.takeChanges()) {
      const agoSeconds = (this.#fold.frames - atFrame) / rateHz;
      const stemFrame = this.#aligner.report.frames - Math.round(agoSeconds * this.#rateHz);
      this.#onFold({
        atFrame: Math.max(0, stemFrame),
        kind,
        ...(channel === undefined ? {} : { channel: channel + 1 }),
        ...(isMade ? { side: output === 0 ? "left" : "right" } : {}),
      });
    }
  }

  #makeSoundCheck(): SoundCheck {
    const { rateHz, channels } = this.#source;
    const outChannels = STEM_CHANNELS[this.#track];
    // What the computer plays may hold any note; only a microphone has a cable that hums.
    return new SoundCheck({
      rateHz,
      inChannels: channels,
      outChannels,
      hum: this.#track === "mic",
    });
  }

  #makeFold(): FoldDown {
    const { channels, exact, places, rateHz } = this.#source;
    return new FoldDown({
      inChannels: channels,
      outChannels: STEM_CHANNELS[this.#track],
      rateHz,
      ...(places === undefined ? {} : { places }),
      // A microphone's channels are sockets or capsules; those of files and outputs are loudspeakers.
      meaning: this.#track === "mic" && !exact ? "inputs" : "speakers",
      maxBlockFrames: USUAL_BLOCK_FRAMES,
    });
  }
}
