/** The worker's side of the protocol, without the worker: messages and time come from outside. */
import { DeviceError } from "../ffi/device_error.ts";
import { absentSource } from "./absent_source.ts";
import { Backoff } from "./backoff.ts";
import { DeviceWatch } from "./device_watch.ts";
import type { Source, SourceBlock } from "./source.ts";
import { Track } from "./track.ts";
import { failureOf } from "./track_failure.ts";
import type { FromTrack, OpenTrack, ToTrack, TrackFailure } from "./track_protocol.ts";

/** Time between two progress messages, ns of real time. */
const PROGRESS_NS = 0.25e9;
/**
 * Time between two syncs of the stem, ns of real time: a power cut may cost a second, of which the disk takes its part.
 */
const SYNC_NS = 0.75e9;
/** How long the end of the session is waited for once nothing arrives any more; ns of real time. */
const PATIENCE_NS = 0.5e9;

/** The file a track is written to. */
export interface Stem extends Disposable {
  readonly frames: number;
  write(samples: Float32Array): void;
  /** Appends silence, perhaps hours. */
  silence(frames: number): void;
  /**
   * Has what was written put on the disk, without waiting for that.
   *
   * @throws what went wrong with that the last time
   */
  sync(): void;
  /**
   * Does a part of what `finish` would take long for.
   *
   * @returns whether there is more of it
   */
  prepare(): boolean;
  /** Makes the file whole and closes it. */
  finish(): void;
}

/** What a runner needs of the world. */
export interface RunnerParts {
  readonly open: OpenTrack;
  /** Opens what was chosen; again when the device was lost. */
  openSource(): Source;
  /** Makes the stem, or goes on with the one that is there where a worker takes another's place. */
  createStem(): Stem;
  send(message: FromTrack): void;
}

/** Where the runner stands. */
type Phase = "opening" | "opened" | "listening" | "waiting" | "recording" | "finishing" | "done";

/**
 * Opens a source, waits for the others, writes the stem, opens the source again when it was lost, and ends when all do.
 *
 * Nothing it does throws: what goes wrong is sent as `failed`, with the stem closed as well as can be.
 */
export class TrackRunner {
  readonly #parts: RunnerParts;
  readonly #pace: number;
  readonly #opening = new Backoff();
  readonly #watch: DeviceWatch;
  #phase: Phase = "opening";
  /** Why the device is not there, once the session knows. */
  #missingReason: string | undefined;
  #source: Source | undefined;
  #track: Track | undefined;
  #stem: Stem | undefined;
  #startNs = 0;
  #zeroNs = 0;
  #firstBlock: SourceBlock | undefined;
  #finishFrames = 0;
  #heardNs = 0;
  #progressNs = -Infinity;
  #syncNs = -Infinity;
  #isSynced = false;
  #told: "live" | "ended" | "lost" = "live";

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#pace = parts.open.pace;
    this.#watch = new DeviceWatch(parts.openSource, this.#pace);
  }

  /** Whether there is nothing left to do but `close`. */
  get isDone(): boolean {
    return this.#phase === "done";
  }

  /** Opens the source. A device that does not open is told once, and tried again now and then. */
  open(nowNs: number): void {
    this.#guard(() => {
      const { resume } = this.#parts.open;
      if (resume !== undefined) {
        this.#missingReason = resume.reason;
        this.#record(resume.zeroNs, resume.endNs, resume.silentFrom);
        return;
      }
      this.#opening.isDue(nowNs);
      try {
        this.#source = this.#parts.openSource();
      } catch (error) {
        this.#missing(error);
        return;
      }
      this.#missingReason = undefined;
      this.#phase = "opened";
      const { name, rateHz, channels } = this.#source;
      this.#parts.send({ type: "opened", name, rateHz, channels });
    });
  }

  /** Does what the session says. */
  handle(message: ToTrack, nowNs: number): void {
    this.#guard(() => {
      if (message.type === "start") this.#start(message.startNs, nowNs);
      else if (message.type === "zero") this.#record(message.zeroNs, message.endNs);
      else if (message.type === "stop") this.#end(message.endNs);
      else if (message.type === "finish") this.#finishAt(message.frames, nowNs);
    });
  }

  /**
   * Moves on what has arrived.
   *
   * @returns whether more was waiting than one call takes, so that the next one should come at once
   */
  poll(nowNs: number): boolean {
    let more = false;
    this.#guard(() => {
      if (this.#phase === "opening" && this.#opening.isDue(nowNs)) this.open(nowNs);
      else if (this.#phase === "listening") this.#listen();
      else if (this.#phase === "recording" || this.#phase === "finishing") more = this.#move(nowNs);
    });
    return more;
  }

  /** Closes the device. It comes last because it may hang when the sound server has died. */
  close(): void {
    this.#phase = "done";
    try {
      this.#watch[Symbol.dispose]();
      (this.#track ?? this.#source)?.[Symbol.dispose]();
    } catch {
      // The stem is closed and the report was sent: there is nobody left whom it could hurt.
    }
  }

  /** The device is not there yet; anything else than a device cannot be waited for. */
  #missing(error: unknown): void {
    if (!(error instanceof DeviceError)) throw error;
    this.#source = undefined;
    this.#phase = "opening";
    if (this.#missingReason !== undefined) return;
    const failure = failureOf(error, true);
    this.#missingReason = failure.message;
    this.#parts.send({ type: "unopened", failure });
  }

  #start(startNs: number, nowNs: number): void {
    if (this.#phase !== "opened" || this.#source === undefined) return;
    try {
      this.#source.start(startNs);
    } catch (error) {
      this.#source[Symbol.dispose]();
      this.#missing(error);
      return;
    }
    this.#opening.reset();
    this.#startNs = this.#source.exact ? startNs : nowNs;
    this.#phase = "listening";
    this.#listen();
  }

  /** Waits for the first block; the others stay in the source until the stem is there. */
  #listen(): void {
    const source = this.#source;
    if (source === undefined) return;
    let firstNs = this.#startNs;
    if (!source.exact) {
      const block = source.read();
      if (block === undefined) return;
      this.#firstBlock = block;
      firstNs = block.hostNs - block.frames * 1e9 / source.rateHz;
    }
    this.#phase = "waiting";
    this.#parts.send({ type: "anchored", firstNs });
  }

  /** A device that is not there yet is one that is lost from the beginning: its stem grows, in silence, until it comes. */
  #record(zeroNs: number, endNs: number | undefined, silentFrom?: number): void {
    if (this.#track !== undefined || (this.#source !== undefined && this.#phase === "opened")) {
      return;
    }
    const { track, rateHz, choice } = this.#parts.open;
    const name = choice.kind === "file" ? choice.path : choice.name;
    const source = this.#source ?? absentSource(name, rateHz);
    const stem = this.#stem = this.#parts.createStem();
    this.#zeroNs = zeroNs;
    this.#track = new Track({
      track,
      rateHz,
      source,
      startedNs: this.#startNs,
      ...(this.#firstBlock === undefined ? {} : { firstBlock: this.#firstBlock }),
      zeroNs,
      fromFrame: stem.frames,
      ...(silentFrom === undefined ? {} : { silentFrom }),
      write: (samples) => stem.write(samples),
      silence: (frames) => stem.silence(frames),
      onGap: (gap) => this.#parts.send({ type: "gap", gap }),
      onFold: (fold) => this.#parts.send({ type: "fold", fold }),
    });
    if (endNs !== undefined) this.#track.endAt(this.#frameOf(endNs));
    if (this.#source === undefined) this.#track.lose(this.#missingReason ?? `${name} is not there`);
    this.#phase = "recording";
  }

  #end(endNs: number): void {
    if (this.#track !== undefined) {
      this.#parts.send({ type: "ending", frames: this.#track.endAt(this.#frameOf(endNs)) });
      return;
    }
    // It never came to record.
    this.#phase = "done";
  }

  #finishAt(frames: number, nowNs: number): void {
    if (this.#track === undefined || this.#phase === "done") return;
    this.#track.endAt(frames);
    this.#finishFrames = frames;
    this.#heardNs = nowNs;
    this.#phase = "finishing";
  }

  #move(nowNs: number): boolean {
    const track = this.#track;
    if (track === undefined) return false;
    const heardBefore = track.heardNs;
    const more = track.poll(nowNs);
    if (track.heardNs !== heardBefore) this.#heardNs = nowNs;
    this.#tellState(track);
    this.#tellProgress(track, nowNs);
    if (this.#phase === "finishing") return this.#finishWhenCovered(track, nowNs, more);
    if (this.#watch.look(track, nowNs)) {
      const { name } = track.report;
      this.#parts.send({ type: "moved", atFrame: this.#frameOf(nowNs), name });
    }
    return more;
  }

  /** @returns whether there is more to do at once */
  #finishWhenCovered(track: Track, nowNs: number, more: boolean): boolean {
    const endNs = this.#zeroNs + this.#finishFrames * 1e9 / this.#parts.open.rateHz;
    const waited = nowNs - this.#heardNs > PATIENCE_NS * this.#pace;
    if (!track.covers(endNs) && (more || !waited)) return more;
    // The session goes on without a worker that it does not hear of.
    if (this.#stem?.prepare()) return true;
    const report = track.finish(this.#finishFrames);
    this.#stem?.finish();
    this.#phase = "done";
    this.#parts.send({ type: "progress", progress: track.takeProgress() });
    this.#parts.send({ type: "stopped", report });
    return false;
  }

  #tellState(track: Track): void {
    const { state } = track;
    if (state.type === this.#told) return;
    this.#told = state.type;
    const { frames: atFrame, name } = track.report;
    if (state.type === "ended") {
      this.#parts.send({ type: "ended", endNs: state.endNs });
    } else if (state.type === "lost") {
      this.#parts.send({ type: "lost", atFrame, reason: state.reason });
    } else {
      // The stem ends where the gap begins, until it is known how long that was.
      const backFrame = Math.max(atFrame, this.#frameOf(track.heardNs));
      this.#parts.send({ type: "back", atFrame: backFrame, name });
    }
  }

  #tellProgress(track: Track, nowNs: number): void {
    const { frames = 0 } = this.#stem ?? {};
    // The first sound has waited in memory, and is put on the disk at once.
    const isFirst = frames > 0 && !this.#isSynced;
    if (isFirst || nowNs - this.#syncNs >= SYNC_NS * this.#pace) {
      this.#syncNs = nowNs;
      this.#isSynced ||= isFirst;
      this.#stem?.sync();
    }
    if (nowNs - this.#progressNs >= PROGRESS_NS * this.#pace) {
      this.#progressNs = nowNs;
      this.#parts.send({ type: "progress", progress: track.takeProgress() });
    }
  }

  #frameOf(instantNs: number): number {
    return Math.max(0, Math.round((instantNs - this.#zeroNs) * this.#parts.open.rateHz / 1e9));
  }

  #guard(action: () => void): void {
    if (this.#phase === "done") return;
    const opening = this.#phase === "opening";
    try {
      action();
    } catch (error) {
      this.#phase = "done";
      this.#parts.send({
        type: "failed",
        failure: { ...failureOf(error, opening), ...this.#salvage() },
      });
    }
  }

  /** Closes the stem with what it holds. */
  #salvage(): Pick<TrackFailure, "report"> {
    const stem = this.#stem;
    if (stem === undefined || this.#track === undefined) return {};
    try {
      stem.finish();
    } catch {
      // A stem that could not be made whole can still be read up to its end.
      stem[Symbol.dispose]();
    }
    return { report: { ...this.#track.report, frames: stem.frames } };
  }
}
