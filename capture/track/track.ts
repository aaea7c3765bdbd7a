/** One track: a source's blocks in, the stem's frames out. */
import type { SoundFacts } from "../sound/sound_facts.ts";
import type { TrackFold } from "../ground/track_fold.ts";
import { STEM_CHANNELS, type TrackName } from "../ground/tracks.ts";
import type { FoldDown } from "../../dsp/fold_down.ts";
import { LevelMeter } from "../../dsp/level_meter.ts";
import { Aligner } from "../timeline/aligner.ts";
import type { SoundCheck } from "../sound/sound_check.ts";
import { foldFor, soundCheckFor } from "../sound/track_sound.ts";
import type { MonitorState, Source, SourceBlock } from "../source/source.ts";
import { SourceWatchdog } from "./source_watchdog.ts";
import type { TrackOptions, TrackState } from "./track_options.ts";
import type { StemProgress, StemReport } from "./track_protocol.ts";

/** Most of a source's time that one `poll` takes in, so that it returns soon however much has piled up. */
const POLL_SECONDS = 2;

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
  readonly #watchdog: SourceWatchdog;
  #closed = false;
  #needsSource = false;
  /** Dropped by sources that were replaced. */
  #droppedBefore = 0;
  #position = 0;
  #hostNs: number;
  /** Frames that had their place before anything of this stream did. */
  #placedBefore: number;
  /** Nothing is wanted from this frame on. */
  #end = Infinity;

  constructor(options: TrackOptions) {
    const { track, rateHz, source, startedNs, zeroNs, write, silence, onGap } = options;
    const { fromFrame = 0, silentFrom = fromFrame } = options;
    this.#track = track;
    this.#rateHz = rateHz;
    this.#onFold = options.onFold ?? (() => {});
    this.#source = source;
    this.#hostNs = startedNs;
    this.#placedBefore = fromFrame;
    this.#watchdog = new SourceWatchdog(startedNs);
    this.#fold = foldFor(this.#track, this.#source);
    this.#sound = soundCheckFor(this.#track, this.#source);
    this.#aligner = new Aligner({
      ...{ rateHz, zeroNs, fromFrame, silentFrom },
      sourceRateHz: source.rateHz,
      channels: STEM_CHANNELS[track],
      exact: source.exact,
      write: (samples) => {
        options.hush?.apply(samples, this.#aligner.report.frames);
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

  /** How the source's monitor stands, if it has one. */
  get monitor(): MonitorState | undefined {
    return this.#closed ? undefined : this.#source.monitor;
  }

  /**
   * Takes in what has arrived, but nothing behind an end: it stays in the source, should the end become a later one.
   * @param busyUntilNs until then the sound server was waited for
   * @returns whether more was waiting than one call takes, so that the next one should come soon
   */
  poll(nowNs: number, busyUntilNs?: number): boolean {
    const more = this.#takeIn(nowNs, busyUntilNs);
    this.#aligner.release();
    return more;
  }

  #takeIn(nowNs: number, busyUntilNs?: number): boolean {
    this.#watchdog.polled(nowNs);
    if (this.#state.type === "ended") return false;
    const source = this.#source;
    const mostFrames = source.rateHz * POLL_SECONDS;
    for (let frames = 0; frames < mostFrames;) {
      if (this.hasAll) return false;
      const block = this.#closed ? undefined : source.read();
      if (block === undefined) {
        this.#idle(nowNs, busyUntilNs);
        return false;
      }
      this.#take(block);
      frames += block.frames;
    }
    return true;
  }

  /** Closes the source, which is not to be used any more; time goes on without it. */
  abandonSource(reason: string): void {
    this[Symbol.dispose]();
    this.#needsSource = true;
    if (this.#state.type === "live") this.#state = { type: "away", reason };
  }

  /** Whether there is nothing to hope for from the source: it is gone, and so is the one that replaced it, if any. */
  get needsSource(): boolean {
    return this.#needsSource;
  }

  /** Whether another source should be opened in this one's place; asks the sound server. */
  isOutdated(): boolean {
    return !this.#closed && this.#state.type === "live" && this.#source.isOutdated();
  }

  /** Whether its source stands in for another. */
  get isSpare(): boolean {
    return this.#source.isSpare === true;
  }

  /** Whether its source is heard, and nothing of that has its place yet: it is not written before it has. */
  get isGathering(): boolean {
    return this.#state.type === "live" && this.#aligner.placedFrames === this.#placedBefore;
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

  /** Writes what was heard, so that it is safe whatever happens until there is another source, and closes this one, which may hang. */
  settle(nowNs: number): void {
    this.#aligner.replaced({ sourceRateHz: this.#source.rateHz, hostNs: nowNs });
    this.#aligner.release();
    this[Symbol.dispose]();
  }

  /**
   * Closes the source and goes on with another.
   *
   * @param nowNs when the other was started, or now, if a block was read from it already
   */
  replace(source: Source, nowNs: number, firstBlock?: SourceBlock): void {
    this.settle(nowNs);
    this.#closed = false;
    this.#needsSource = false;
    this.#source = source;
    this.#fold = foldFor(this.#track, this.#source);
    this.#sound = soundCheckFor(this.#track, this.#source);
    this.#aligner.replaced({ sourceRateHz: source.rateHz, hostNs: nowNs });
    this.#watchdog.replaced(nowNs);
    if (firstBlock !== undefined) this.#take(firstBlock);
  }

  /** The stem's frames so far. */
  get frames(): number {
    return this.#aligner.report.frames;
  }

  /**
   * Nothing from session frame `frames` on is wanted, unless a later end is told; returns the end that can be kept, which may
   * be later.
   */
  endAt(frames: number): number {
    return this.#end = this.#aligner.endAt(frames);
  }

  /** Whether all that is wanted has its place. */
  get hasAll(): boolean {
    return this.#state.type === "live" && this.#aligner.placedFrames >= this.#end;
  }

  /** Whether all has come that was captured before an instant (ns), or nothing will. */
  covers(instantNs: number): boolean {
    return this.#state.type !== "live" || this.#hostNs >= instantNs;
  }

  /** Whether its source has all it will ever give, and only hands it over by the clock: a file. */
  get isExact(): boolean {
    return this.#source.exact;
  }

  /** Ends the stem with exactly so many frames: what is missing is silence. */
  finish(frames: number): StemReport {
    if (this.#state.type !== "ended") this.#aligner.drain("stopped");
    this.#aligner.finish(frames);
    return this.report;
  }

  /** What the track came to so far. */
  get report(): StemReport {
    const { frames, ppm, startOffsetSeconds, gaps, unplacedFrames } = this.#aligner.report;
    const lost = this.#state.type === "away" ? { lost: this.#state.reason } : {};
    return {
      name: this.#source.name,
      dropped: this.#dropped,
      gapCount: gaps.count,
      gapFrames: gaps.frames,
      ...{ frames, unplacedFrames, ppm, startOffsetSeconds, ...lost },
    };
  }

  /** How the track stands, with its levels since the last call. */
  takeProgress(): StemProgress {
    const { frames, ppm, unplacedFrames } = this.#aligner.report;
    const { peakDb, rmsDb } = this.#meter;
    this.#meter.reset();
    return {
      ...{ frames, peakDb, rmsDb, ppm, unplacedFrames },
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
    const { position, frames, hostNs, cycleFrames = 0 } = block;
    const samples = this.#fold.process(block.samples, frames);
    this.#sound.process(block.samples, samples, frames);
    this.#aligner.push({ position, frames, samples, hostNs, cycleFrames });
    // Another stream's positions begin anew; what came before it has its place now.
    if (position < this.#position) this.#placedBefore = this.#aligner.placedFrames;
    this.#reportFolds();
    this.#position = position + frames;
    this.#hostNs = hostNs;
    this.#watchdog.heard(hostNs);
    if (this.#state.type === "away") this.#state = LIVE;
  }

  /** All that has arrived was taken. */
  #idle(nowNs: number, busyUntilNs?: number): void {
    const source = this.#source;
    if (source.state === "ended") {
      this.#aligner.drain("ended");
      this.#state = { type: "ended", endNs: source.endNs ?? nowNs };
      return;
    }
    // What an exact source has not delivered yet was not heard late: it only was not read.
    if (source.exact) return;
    this.#aligner.advance(nowNs, busyUntilNs);
    const trouble = this.#closed ? "it is closed" : this.#watchdog.troubleOf(source, nowNs);
    this.#needsSource = trouble !== undefined;
    if (trouble !== undefined && this.#state.type === "live") {
      this.#state = { type: "away", reason: trouble };
    }
  }

  #reportFolds(): void {
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
}
