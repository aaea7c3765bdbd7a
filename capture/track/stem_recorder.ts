/** The worker's side of the protocol, without the worker: messages and time come from outside. */
import { beginStem, type BegunStem } from "./begin_stem.ts";
import { absentSource } from "../source/absent_source.ts";
import { FrameShift } from "./frame_shift.ts";
import { Hush } from "./hush.ts";
import type { StemChange } from "../stem/current_stem.ts";
import { DeviceWatch } from "./device_watch.ts";
import type { RecorderDependencies } from "./recorder_dependencies.ts";
import type { PollStage } from "./poll_loop.ts";
import { SourceOpening } from "./source_opening.ts";
import { Track } from "./track.ts";
import { trackFailureOf } from "./track_failure.ts";
import { TrackReporter } from "./track_reporter.ts";
import type { FromTrack, OpenTrack, ResumeTrack, ToTrack, TrackFailure } from "./track_protocol.ts";

/** Time between two syncs of the stem, ns of real time, under three polls: a power cut may cost a second. */
const SYNC_NS = 0.7e9;
/** How long the end of the session is waited for once nothing arrives any more; ns of real time. */
const PATIENCE_NS = 0.5e9;

/** Where the recorder stands. */
type Phase = "opening" | "recording" | "finishing" | "done";

/**
 * Opens a source, waits for the others, writes the stem, opens the source again when it went away, and ends when all do.
 *
 * Nothing it does throws: what goes wrong is sent as `failed`, with the stem closed as well as can be.
 */
export class StemRecorder {
  readonly #dependencies: RecorderDependencies;
  readonly #pace: number;
  readonly #opening: SourceOpening;
  readonly #watch: DeviceWatch;
  readonly #reporter: TrackReporter;
  readonly #hush: Hush;
  #open: OpenTrack;
  #phase: Phase = "opening";
  #track: Track | undefined;
  #begun: BegunStem | undefined;
  #shift: FrameShift | undefined;
  #zeroNs = 0;
  #finishFrames = 0;
  #heardNs = 0;
  #syncNs = -Infinity;
  #isSynced = false;

  constructor(dependencies: RecorderDependencies) {
    this.#dependencies = dependencies;
    this.#open = dependencies.open;
    const { track, rateHz, pace, resume, hushWord } = this.#open;
    this.#pace = pace;
    this.#hush = new Hush({
      ...{ track, rateHz },
      ...(resume && { edges: resume.hushEdges }),
      ...(hushWord && { word: new Float64Array(hushWord) }),
    });
    this.#opening = new SourceOpening(dependencies);
    this.#watch = new DeviceWatch((before) => dependencies.openSource(before), this.#pace);
    this.#reporter = new TrackReporter({
      pace: this.#pace,
      frameOf: (instantNs) => this.#frameOf(instantNs),
      send: (message) => this.#send(message),
      speech: () => this.#begun?.speech?.facts,
    });
  }

  /** Whether there is nothing left to do but `close`. */
  get isDone(): boolean {
    return this.#phase === "done";
  }

  /** What waits for the next poll. */
  get stage(): PollStage {
    // A device that is not there may come in months, and each try has its time.
    if (this.#phase === "opening" && this.#opening.tryNs < Infinity) return "waiting";
    if (this.#phase !== "recording") return "urgent";
    if (this.#begun?.stem.isWaiting === true) return "waiting";
    return this.#track?.isGathering === true ? "urgent" : "recording";
  }

  /** The instant at which a poll has something to try, whatever waits for it, ns; Infinity without one. */
  get tryNs(): number {
    return this.#track === undefined ? this.#opening.tryNs : this.#watch.tryNs(this.#track);
  }

  /** Opens the source. A device that does not open is reported once, and tried again now and then. */
  open(nowNs: number): void {
    this.#guard(() => {
      const { resume } = this.#dependencies.open;
      this.#dependencies.hush?.(this.#hush.isOn);
      if (resume === undefined) {
        this.#opening.open(nowNs);
        return;
      }
      this.#opening.skip(resume.reason);
      this.#record(resume, nowNs);
    });
  }

  /** Does what the session says. */
  handle(said: ToTrack, nowNs: number): void {
    this.#guard(() => {
      const message = this.#shift?.toTrack(said) ?? said;
      if (message.type === "start") this.#opening.start(message.startNs, nowNs);
      else if (message.type === "zero") this.#record(message, nowNs);
      else if (message.type === "keep") this.#keep(message.fromFrame, message.stemPath);
      else if (message.type === "hush") this.#hushFrom(message.on, message.atFrame);
      else if (message.type === "change") this.#change(message.stem);
      else if (message.type === "extend") this.#track?.endAt(this.#frameOf(message.endNs));
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
      if (this.#phase === "opening") this.#opening.poll(nowNs);
      else more = this.#move(nowNs);
    });
    return more;
  }

  /** Closes the device. It comes last because it may hang when the sound server has died. */
  close(): void {
    this.#phase = "done";
    try {
      this.#watch[Symbol.dispose]();
      (this.#track ?? this.#opening)[Symbol.dispose]();
    } catch {
      // The stem is closed and the report was sent: there is nobody left whom it could hurt.
    }
  }

  /** A device that is not there yet is one that is away from the beginning: its stem grows, in silence, until it comes. */
  #record(
    { zeroNs, endNs, silentFrom }: Pick<ResumeTrack, "zeroNs" | "endNs" | "silentFrom">,
    nowNs: number,
  ): void {
    // One that is open and was not started does not know when its blocks begin.
    if (this.#track !== undefined || this.#opening.isOpened) return;
    const { track, rateHz, choice } = this.#open;
    const name = choice.kind === "file" ? choice.path : choice.name;
    const { source, startedNs, firstBlock, missingReason } = this.#opening;
    this.#zeroNs = zeroNs;
    const begun = this.#begun = beginStem(
      this.#open,
      this.#frameOf(nowNs),
      this.#dependencies,
      (stemPath) => this.#send({ type: "changed", stemPath }),
    );
    this.#track = new Track({
      track,
      rateHz,
      source: source ?? absentSource(name, rateHz),
      startedNs,
      ...(firstBlock === undefined ? {} : { firstBlock }),
      zeroNs,
      hush: this.#hush,
      fromFrame: begun.stem.endFrame,
      ...(silentFrom === undefined ? {} : { silentFrom }),
      write: begun.write,
      silence: begun.silence,
      onGap: (gap) => this.#send({ type: "gap", gap }),
      onFold: (fold) => this.#send({ type: "fold", fold }),
    });
    if (endNs !== undefined) this.#track.endAt(this.#frameOf(endNs));
    if (source === undefined) this.#track.abandonSource(missingReason ?? `${name} is not there`);
    this.#phase = "recording";
  }

  /** What is written already stays as it is. */
  #hushFrom(on: boolean, askedFrame: number): void {
    const atFrame = this.#hush.switch(on, Math.max(askedFrame, this.#track?.frames ?? 0));
    this.#dependencies.hush?.(on);
    this.#send({ type: "hushed", atFrame });
  }

  #change(stem: StemChange): void {
    if (this.#begun === undefined) this.#open = { ...this.#open, ...stem };
    else this.#begun.stem.change(stem);
  }

  /** Whoever has not begun yet begins with a stem on the disk. */
  #keep(fromFrame: number, stemPath: string): void {
    const { waitSeconds: _, ...open } = this.#open;
    this.#open = { ...open, stemPath };
    if (this.#begun !== undefined && this.#track !== undefined) {
      const { rateHz } = open;
      this.#begun.stem.keep({ path: stemPath, firstFrame: fromFrame }, () => {
        return this.#dependencies.createStem(this.#open);
      });
      this.#isSynced = false;
      this.#hush.beginAt(fromFrame);
      this.#shift = new FrameShift(fromFrame, rateHz, this.#track.report);
    }
    this.#send({ type: "kept", fromFrame });
  }

  #send(message: FromTrack): void {
    this.#dependencies.send(this.#shift?.fromTrack(message) ?? message);
  }

  #end(endNs: number): void {
    if (this.#track !== undefined) {
      this.#send({ type: "ending", frames: this.#track.endAt(this.#frameOf(endNs)) });
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
    const more = track.poll(nowNs, this.#watch.busyUntilNs);
    if (track.heardNs !== heardBefore) this.#heardNs = nowNs;
    this.#reporter.look(track, nowNs);
    this.#syncStem(nowNs);
    if (this.#phase === "finishing") return this.#finishWhenCovered(track, nowNs, more);
    // Who has all that is wanted needs no other device.
    if (!track.hasAll && this.#watch.look(track, nowNs)) {
      const { report: { name }, isSpare } = track;
      this.#send({ type: "moved", atFrame: this.#frameOf(nowNs), name, isSpare });
    }
    return more;
  }

  /** @returns whether there is more to do at once */
  #finishWhenCovered(track: Track, nowNs: number, more: boolean): boolean {
    const endNs = this.#zeroNs + this.#finishFrames * 1e9 / this.#dependencies.open.rateHz;
    // A file has all its sound, and a thread that began late only hears it later.
    const waited = !track.isExact && nowNs - this.#heardNs > PATIENCE_NS * this.#pace;
    if (!track.covers(endNs) && (more || !waited)) return more;
    // The session goes on without a worker that it does not hear of.
    if (this.#begun?.stem?.prepare()) return true;
    const report = track.finish(this.#finishFrames);
    this.#begun?.stem?.finish();
    this.#phase = "done";
    this.#reporter.progress(track);
    this.#send({ type: "stopped", report });
    return false;
  }

  #syncStem(nowNs: number): void {
    const { endFrame = 0 } = this.#begun?.stem ?? {};
    // The first sound has waited in memory, and is put on the disk at once.
    const isFirst = endFrame > 0 && !this.#isSynced;
    if (!isFirst && nowNs - this.#syncNs < SYNC_NS * this.#pace) return;
    this.#syncNs = nowNs;
    this.#isSynced ||= isFirst;
    this.#begun?.stem?.sync();
  }

  #frameOf(instantNs: number): number {
    const { rateHz } = this.#dependencies.open;
    return Math.max(0, Math.round((instantNs - this.#zeroNs) * rateHz / 1e9));
  }

  #guard(action: () => void): void {
    if (this.#phase === "done") return;
    const opening = this.#phase === "opening" && this.#opening.isOpening;
    try {
      action();
    } catch (error) {
      this.#phase = "done";
      this.#send({
        type: "failed",
        failure: { ...trackFailureOf(error, opening), ...this.#salvage() },
      });
    }
  }

  /** Closes the stem with what is in it. */
  #salvage(): Pick<TrackFailure, "report"> {
    const stem = this.#begun?.stem;
    if (stem === undefined || this.#track === undefined) return {};
    try {
      stem.finish();
    } catch {
      // A stem that could not be made whole can still be read up to its end.
      stem[Symbol.dispose]();
    }
    return { report: { ...this.#track.report, frames: stem.endFrame } };
  }
}
