/** What the session knows of one of its tracks. */
import { reasonOf } from "../track/track_failure.ts";
import type { TrackPhase } from "../ground/track_phase.ts";
import type { TrackName } from "../ground/tracks.ts";
import type { TrackProgress, TrackReport } from "./session_types.ts";
import { UntoldProgress } from "./untold_progress.ts";
import type { SourceChoice } from "../source/source.ts";
import type { Gap } from "../timeline/anchor.ts";
import { OwedChanges } from "../stem/owed_changes.ts";
import type { WorkerLink } from "../track/worker_link.ts";
import type { FromTrack, StemProgress, StemReport, TrackFailure } from "../track/track_protocol.ts";

/** Workers that a track may use up: who dies again and again does so for a reason that stays. */
const MOST_WORKERS = 5;
/** Who has delivered for so long has outlived the reason for which those before it died, ms. */
const PROVEN_MS = 300_000;
/** One that says nothing for so long may not deliver at all, ms. */
const QUIET_MS = 2_000;

/** A track as the session sees it: what its worker said last. */
export class RemoteTrack {
  readonly track: TrackName;
  readonly choice: SourceChoice;
  phase: TrackPhase = "opening";
  name: string;
  /** Whether a spare device stands in for the one that was chosen. */
  isSpare = false;
  rateHz = 0;
  channels = 0;
  firstNs: number | undefined;
  /** Of a file that has come to its end. */
  endNs: number | undefined;
  /** Where its stem can end, once it was asked. */
  endingFrames: number | undefined;
  progress: StemProgress | undefined;
  report: StemReport | undefined;
  failure: TrackFailure | undefined;
  /** Why it does not deliver, if it does not. */
  awayReason: string | undefined;
  /** The worker is gone. */
  closed = false;
  /** Stem frame from which on it has been silent; undefined while its device delivers. */
  silentFrom: number | undefined;
  /** Frames at which its stem was hushed and no longer, in turn; each is where it was asked for until that is answered. */
  readonly hushEdges: number[] = [];
  /** Stems of parts that its worker does not write yet. */
  readonly owed = new OwedChanges();
  /** Whether its stem is on the disk, after it has waited; or nothing of what it had heard is left. */
  hasKept = false;
  /** The host's time since its worker last said anything, ms. */
  muteMs = 0;
  /** Set once its worker must not touch the stem any more. */
  fence = new SharedArrayBuffer(4);
  /** Where its stem is hushed from, or (−1 − frame) no longer, for a worker that is too busy to hear of it. */
  readonly hushWord = new SharedArrayBuffer(8);
  #link: WorkerLink | undefined;
  #workers = 1;
  /** How long this worker has delivered, ms. */
  #provenMs = 0;
  /** Answers to `askHush` that are still to come: those to the last edges. */
  #owedHushes = 0;
  /** The frame that was asked for with `askKeep`. */
  #keptFrom: number | undefined;
  #gapCount = 0;
  #gapFrames = 0;
  #lateFrames = 0;
  /** By the workers before this one, which knows its own only. */
  #droppedBefore = 0;
  #unplacedBefore = 0;
  #lateBefore = 0;
  readonly #untold = new UntoldProgress();

  /** @param openLink starts a worker */
  constructor(
    track: TrackName,
    choice: SourceChoice,
    openLink: (t: RemoteTrack) => WorkerLink,
  ) {
    this.track = track;
    this.choice = choice;
    this.name = choice.kind === "file" ? choice.path : choice.name;
    this.#link = openLink(this);
    new Float64Array(this.hushWord)[0] = Infinity;
  }

  /** The line to its worker. */
  get link(): WorkerLink {
    if (this.#link === undefined) {
      throw new TypeError("Cannot send to a worker before it is there");
    }
    return this.#link;
  }

  /** Whether another worker may take the place of this one. */
  get isReplaceable(): boolean {
    return this.choice.kind === "device" && this.#workers < MOST_WORKERS;
  }

  /** Some time has gone by, ms. */
  tick(ms: number): void {
    if (this.phase === "live" && this.muteMs < QUIET_MS) this.#provenMs += ms;
    if (this.#provenMs >= PROVEN_MS) this.#workers = 1;
    this.muteMs += ms;
  }

  /** Its worker must not touch the stem any more, should it ever wake up. */
  fenceOff(): void {
    Atomics.store(new Int32Array(this.fence), 0, 1);
  }

  /** Another worker takes the place of this one. */
  replaceWorker(openLink: (t: RemoteTrack) => WorkerLink): void {
    this.fenceOff();
    this.#link?.terminate();
    // Who takes over begins with the session.
    if (this.#keptFrom !== undefined && !this.hasKept) this.#hearKept(this.#keptFrom);
    this.fence = new SharedArrayBuffer(4);
    this.#workers++;
    // It knows of all edges from the beginning, and answers to none of them.
    this.#provenMs = this.#owedHushes = 0;
    this.#droppedBefore = this.progress?.dropped ?? 0;
    this.#unplacedBefore = this.progress?.unplacedFrames ?? 0;
    this.#lateBefore = this.#lateFrames;
    this.closed = false;
    this.failure = undefined;
    this.muteMs = 0;
    this.phase = "away";
    this.owed.handOver();
    this.#link = openLink(this);
  }

  /** Has what was heard from a frame on kept in a stem, which is the session's. */
  askKeep(fromFrame: number, stemPath: string): void {
    this.#keptFrom = fromFrame;
    this.link.send({ type: "keep", fromFrame, stemPath });
  }

  /** Whether it has done all that `askHush` has asked for. */
  get hasHushed(): boolean {
    return this.#owedHushes === 0;
  }

  /** Has its stem be silent from a frame on whatever is heard, or no longer. */
  askHush(on: boolean, atFrame: number): void {
    this.hushEdges.push(atFrame);
    this.#owedHushes++;
    new Float64Array(this.hushWord)[0] = on ? atFrame : -1 - atFrame;
    this.link.send({ type: "hush", on, atFrame });
  }

  /** Takes in what its worker says. */
  hear(message: FromTrack): void {
    this.muteMs = 0;
    switch (message.type) {
      case "opened":
        this.name = message.name;
        this.isSpare = message.isSpare;
        this.rateHz = message.rateHz;
        this.channels = message.channels;
        this.failure = undefined;
        this.phase = "opened";
        break;
      case "unopened":
      case "failed":
        this.failure = message.failure;
        this.phase = message.type;
        break;
      case "anchored":
        this.firstNs = message.firstNs;
        if (this.phase === "opened") this.phase = "anchored";
        break;
      case "progress":
        this.#hearProgress(message.progress);
        break;
      case "away":
        this.phase = "away";
        this.silentFrom ??= message.atFrame;
        break;
      case "back":
        this.phase = "live";
        this.silentFrom = undefined;
        this.failure = undefined;
        this.name = message.name;
        this.isSpare = message.isSpare;
        break;
      case "moved":
        this.name = message.name;
        this.isSpare = message.isSpare;
        break;
      case "ended":
        this.phase = "ended";
        this.endNs = message.endNs;
        break;
      case "ending":
        this.endingFrames = message.frames;
        break;
      case "stopped":
        this.phase = "stopped";
        this.report = message.report;
        break;
      case "changed":
        this.owed.settle(message.stemPath);
        break;
      case "closed":
        this.closed = true;
        break;
      case "kept":
        this.#hearKept(message.fromFrame);
        break;
      case "gap":
        this.#hearGap(message.gap);
        break;
      case "hushed":
        this.#hearHushed(message.atFrame);
        break;
    }
  }

  /** What it said of frames, and what it lacked, was before the session. */
  #hearKept(fromFrame: number): void {
    this.hasKept = true;
    this.progress = undefined;
    this.#untold.forget();
    this.#gapCount = this.#gapFrames = this.#lateFrames = 0;
    this.#droppedBefore = this.#unplacedBefore = this.#lateBefore = 0;
    if (this.silentFrom !== undefined) this.silentFrom = Math.max(0, this.silentFrom - fromFrame);
  }

  /** It answers in the order in which it was asked, however late. */
  #hearHushed(atFrame: number): void {
    if (this.#owedHushes === 0) return;
    this.hushEdges.splice(-this.#owedHushes--, 1, atFrame);
  }

  #hearProgress(progress: StemProgress): void {
    this.progress = {
      ...progress,
      dropped: this.#droppedBefore + progress.dropped,
      unplacedFrames: this.#unplacedBefore + progress.unplacedFrames,
    };
    this.#untold.add(this.progress);
  }

  /** Who begins late has an offset, and no gap. */
  #hearGap({ cause, frames }: Gap): void {
    if (cause === "late-start") {
      this.#lateFrames = frames;
      return;
    }
    this.#gapCount++;
    this.#gapFrames += frames;
  }

  /** Whether its worker can still be asked for something. */
  get isWorking(): boolean {
    if (this.phase === "failed" || this.phase === "stopped") return false;
    return !this.closed && !this.#isFencedOff && this.failure?.kind !== "bug";
  }

  get #isFencedOff(): boolean {
    return Atomics.load(new Int32Array(this.fence), 0) !== 0;
  }

  /** Whether it is a file that delivers nothing any more. */
  get isPlayedOut(): boolean {
    return this.choice.kind === "file" && (this.phase === "ended" || this.phase === "failed");
  }

  /**
   * How it stands. Levels are of all that has come since this was asked last, however many messages that were; with
   * nothing new they are those of the last message.
   */
  takeProgress(): TrackProgress | undefined {
    return this.#untold.take();
  }

  /** @param rateHz of the stem */
  trackReport(rateHz: number): TrackReport {
    const report = this.report ?? this.failure?.report;
    const lost = (this.failure && reasonOf(this.failure)) ?? report?.lost ??
      (report === undefined ? this.awayReason ?? `${this.name} did not answer` : undefined);
    return {
      name: report?.name ?? this.name,
      frames: report?.frames ?? this.progress?.frames ?? 0,
      dropped: report === undefined
        ? this.progress?.dropped ?? 0
        : this.#droppedBefore + report.dropped,
      unplacedFrames: report === undefined
        ? this.progress?.unplacedFrames ?? 0
        : this.#unplacedBefore + report.unplacedFrames,
      gaps: {
        count: Math.max(report?.gapCount ?? 0, this.#gapCount),
        seconds: Math.max(report?.gapFrames ?? 0, this.#gapFrames) / rateHz,
      },
      ppm: report?.ppm ?? this.progress?.ppm ?? 0,
      startOffsetSeconds: this.#lateBefore / rateHz || (report?.startOffsetSeconds ?? 0),
      ...(lost === undefined ? {} : { lost }),
    };
  }
}
