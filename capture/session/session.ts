/** A recording from its start to whole stems. */
import type { HushOrder } from "../ground/hush.ts";
import { perTrack, TRACK_NAMES } from "../ground/tracks.ts";
import { Attendance } from "./attendance.ts";
import { finishStems } from "./finish_stems.ts";
import { endOf, extendEnd, isAllAway } from "./session_end.ts";
import { SessionReporter } from "./session_reporter.ts";
import { PartChange } from "./part_change.ts";
import type { NextPart } from "../parts/session_part.ts";
import { realDependencies, type SessionDependencies } from "./session_dependencies.ts";
import { OffRecord } from "./off_record.ts";
import { RemoteTrack } from "./remote_track.ts";
import { checkOptions, untilHeard, untilOpened } from "./session_opening.ts";
import type { SessionShared } from "./session_shared.ts";
import { SessionTime } from "../ground/session_time.ts";
import { SilentEnd } from "./silent_end.ts";
import { beginNowOrLater } from "./begin_later.ts";
import { SoundWatch } from "../sound/sound_watch.ts";
import type { SessionEnd, SessionOptions, SessionReport } from "./session_types.ts";
import type { FromTrack } from "../track/track_protocol.ts";
import { WorkerStarter } from "./worker_starter.ts";
import { Waiting } from "../ground/waiting.ts";

export type { NextPart } from "../parts/session_part.ts";
export type * from "./session_types.ts";

/** How long closing a device may take once its stem is whole. */
const CLOSE_MS = 2_000;
/** Time between two progress events, ms; anchors are journalled with every fourth. */
const TICK_MS = 250;
const TICKS_PER_ANCHOR = 4;

/**
 * A session that records.
 *
 * Each track has a worker and a stem of its own; one that fails does not disturb the other. The main thread only
 * passes words between them, reports what happens, and keeps the journal.
 */
export class Session {
  /** Resolves when there is nothing more to record; `stop` is still to be called. Never rejects. */
  readonly ended: Promise<SessionEnd>;
  /** Resolves some time after `stop`, when the devices are closed too. Never rejects. */
  readonly closed: Promise<void>;
  readonly #options: SessionOptions;
  readonly #dependencies: SessionDependencies;
  readonly #time: SessionTime;
  readonly #reporter: SessionReporter;
  readonly #sound: SoundWatch;
  readonly #waiting: Waiting;
  readonly #tracks: readonly RemoteTrack[];
  readonly #shared: SessionShared;
  readonly #workers: WorkerStarter;
  readonly #attendance: Attendance;
  readonly #offRecord: OffRecord;
  readonly #parts: PartChange;
  readonly #silentEnd: SilentEnd;
  #resolveEnded: (end: SessionEnd) => void = () => {};
  #resolveClosed: () => void = () => {};
  #cancelTick = () => {};
  #isRecording = false;
  #hasEnded = false;
  #ticks = 0;
  #allAwayTicks = 0;
  #stopping: Promise<SessionReport> | undefined;

  /**
   * Opens the sources and records.
   *
   * A source that does not open, or not in time, does not delay the other; only when all fail does the session. A
   * file that cannot be played always fails it. Then nothing of the spool is left.
   *
   * @throws {DeviceError} when no device could be opened: what the first one said
   * @throws {Deno.errors.InvalidData} when a file cannot be played
   * @throws {RangeError} when there is no track, or a pace that devices cannot follow
   */
  static async start(
    options: SessionOptions,
    dependencies?: SessionDependencies,
  ): Promise<Session> {
    const hasDevice = checkOptions(options);
    const world = dependencies ?? realDependencies(hasDevice ? options.libraryPath : undefined);
    let session: Session;
    try {
      session = new Session(options, world);
    } catch (error) {
      world[Symbol.dispose]();
      throw error;
    }
    try {
      await session.#open();
      await session.#begin();
    } catch (error) {
      await session.abandon();
      throw error;
    }
    return session;
  }

  private constructor(options: SessionOptions, dependencies: SessionDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
    this.#waiting = new Waiting(dependencies.after);
    this.#time = new SessionTime(options, dependencies.clock);
    this.ended = new Promise((resolve) => this.#resolveEnded = resolve);
    this.closed = new Promise((resolve) => this.#resolveClosed = resolve);
    const reporter = this.#reporter = new SessionReporter(options);
    this.#sound = new SoundWatch(options.warnSilenceSeconds ?? Infinity);
    const receive = (t: RemoteTrack, message: FromTrack) => this.#receive(t, message);
    const workers = this.#workers = new WorkerStarter(
      options,
      dependencies,
      this.#time.epochNs,
      (t) => this.#parts.partFor(t),
      receive,
    );
    this.#attendance = new Attendance({ time: this.#time, workers, reporter });
    this.#tracks = TRACK_NAMES.flatMap((track) => {
      const choice = options.tracks[track];
      if (choice === undefined) return [];
      return [new RemoteTrack(track, choice, (t) => this.#workers.start(t))];
    });
    const { rateHz, speech } = options;
    const shared = { time: this.#time, waiting: this.#waiting, reporter, tracks: this.#tracks };
    this.#shared = { ...shared, rateHz };
    this.#offRecord = new OffRecord(shared);
    this.#parts = new PartChange(this.#shared, options.spool);
    const part = () => this.#parts.part;
    const onEnd = (endNs: number) => this.#end("silence", endNs);
    this.#silentEnd = new SilentEnd({ ...this.#shared, wish: speech, part, onEnd });
  }

  /**
   * Marks this moment of the session's clock, or one that was a while ago.
   *
   * @param agoSeconds how long ago, 0 or more
   * @returns where that is, seconds; once the mark is on the disk
   * @throws {Error} when the session has ended, or its journal cannot be written; says so where there is a mark all the same
   */
  async mark(text: string, agoSeconds = 0): Promise<number> {
    if (this.#stopping !== undefined) throw new Error("the recording has ended");
    const frame = this.#time.frameOf(this.#time.nowOrEndNs - agoSeconds * this.#options.pace * 1e9);
    await this.#reporter.mark(frame, text);
    return frame / this.#options.rateHz;
  }

  /**
   * Takes both sides off the record, or one, or puts them on it again; from this moment on the stems are silent there.
   *
   * @returns where that begins or ends, seconds; once it is on the disk. Of what is so already, since when
   * @throws {Error} when the session has ended, or its journal cannot be written
   */
  async hush(order: HushOrder): Promise<number> {
    if (this.#stopping !== undefined) throw new Error("the recording has ended");
    return await this.#offRecord.obey(order) / this.#options.rateHz;
  }

  /**
   * Begins the next part in a spool of its own, from a frame on that is on the disk already.
   *
   * @returns what resolves when the spool of the part before can be finished, and removed; it rejects when it cannot be
   * @throws {Error} when the session has ended, or as the file system does; the part before goes on then
   */
  async split(next: NextPart): Promise<{ readonly settled: Promise<void> }> {
    if (this.#stopping !== undefined) throw new Error("the recording has ended");
    return await this.#parts.to(next);
  }

  /**
   * Has a session that ends by itself end later.
   *
   * @param seconds by how much
   * @returns where it ends then, seconds; undefined for one that does not know its end
   * @throws {Error} when the session has ended, or is about to
   */
  extend(seconds: number): number | undefined {
    if (this.#hasEnded || this.#stopping !== undefined) throw new Error("the recording has ended");
    return extendEnd(seconds, this.#shared);
  }

  /**
   * Ends the session: all stems become whole, and equally long. Called again, it gives the same report.
   *
   * Takes about as long as the disk needs; a device that does not answer is waited for half a second.
   *
   * @param reason is journalled for whoever makes the file
   */
  stop(reason?: string): Promise<SessionReport> {
    this.#stopping ??= this.#stop(reason);
    return this.#stopping;
  }

  /** Ends the session at once, instead of `stop`: nothing of it is wanted, and nothing remains. */
  async abandon(): Promise<void> {
    this.#cancelTick();
    this.#attendance.end();
    for (const t of this.#tracks) {
      if (!t.isWorking) continue;
      t.link.send({ type: "stop", endNs: 0 });
      t.link.send({ type: "finish", frames: 0 });
    }
    await this.#close();
    for (const t of this.#tracks) t.fenceOff();
    this.#parts.part?.spool.remove();
  }

  /** Has all sources opened, and waits for them, but not for ever. */
  async #open(): Promise<void> {
    this.#reporter.asked(this.#tracks);
    for (const t of this.#tracks) this.#workers.open(t);
    await untilOpened({ ...this.#shared, later: this.#options.later });
  }

  /** Starts those that are open, and begins with what they have heard. */
  async #begin(): Promise<void> {
    this.#attendance.start(this.#tracks);
    await untilHeard(this.#tracks, this.#waiting);
    const [attendance, parts, { later }] = [this.#attendance, this.#parts, this.#options];
    const { after } = this.#dependencies;
    await beginNowOrLater({ ...this.#shared, later, after, parts, attendance });
    this.#isRecording = true;
    this.#tick();
  }

  #receive(t: RemoteTrack, message: FromTrack): void {
    t.hear(message);
    this.#attendance.hear(t, message);
    if (message.type === "gap") this.#reporter.gap(t, message.gap);
    if (message.type === "fold") this.#reporter.fold(t, message.fold);
    if (message.type === "monitor") this.#reporter.monitor(message.monitor);
    if (message.type === "moved") this.#reporter.moved(t, message.atFrame);
    if (message.type === "ended") this.#reporter.ended(t, this.#time.frameOf(message.endNs));
    this.#checkEnd();
    this.#waiting.happened();
  }

  /** Four times a second while it records. */
  #tick(): void {
    this.#cancelTick = this.#dependencies.after(TICK_MS, () => this.#tick());
    if (this.#ticks++ % TICKS_PER_ANCHOR === 0) this.#reporter.anchors(this.#tracks);
    const seconds = this.#time.frameOf(this.#time.nowOrEndNs) / this.#options.rateHz;
    this.#reporter.progress(seconds, this.#tracks, this.#silentEnd.silentSeconds);
    const facts = perTrack(this.#tracks, (t) => this.#isJudged(t) ? t.progress?.sound : undefined);
    for (const news of this.#sound.look(seconds, facts)) this.#reporter.sound(news);
    for (const t of this.#tracks) this.#attendance.tick(t, TICK_MS);
    this.#allAwayTicks = isAllAway(this.#tracks) ? this.#allAwayTicks + 1 : 0;
    this.#silentEnd.look(this.#offRecord.isPaused);
    this.#checkEnd();
  }

  /** What is not kept need not sound well. */
  #isJudged({ phase, track }: RemoteTrack): boolean {
    return phase === "live" && !this.#offRecord.isHushed(track);
  }

  #checkEnd(): void {
    if (!this.#isRecording || this.#stopping !== undefined) return;
    const end = endOf(this.#tracks, {
      nowNs: this.#time.nowNs(),
      endNs: this.#time.endNs,
      allAwayMs: this.#allAwayTicks * TICK_MS,
    });
    if (end !== undefined) this.#end(end.reason, end.endNs);
  }

  #end(reason: SessionEnd, endNs: number): void {
    if (this.#stopping !== undefined) return;
    this.#time.endAt(endNs);
    this.#hasEnded = true;
    this.#resolveEnded(reason);
  }

  async #stop(reason?: string): Promise<SessionReport> {
    this.#cancelTick();
    this.#attendance.end();
    const { rateHz } = this.#options;
    const frames = await finishStems(this.#tracks, this.#waiting, this.#time);
    // What came since the last tick counts for the levels too; it may be all there is.
    this.#reporter.progress(frames / rateHz, this.#tracks);
    const tracks = perTrack(this.#tracks, (t) => t.trackReport(rateHz));
    const report: SessionReport = { rateHz, frames, tracks };
    this.#reporter.stopped(report, reason);
    this.#close();
    return report;
  }

  /** Lets the workers close their devices, and ends those that hang. */
  async #close(): Promise<void> {
    this.#reporter[Symbol.dispose]();
    const isClosed = await this.#waiting.until(() => this.#tracks.every((t) => t.closed), CLOSE_MS);
    for (const t of this.#tracks) t.link.terminate();
    // The library must stay while an audio thread may still run in it.
    if (isClosed && !this.#workers.haveHung) this.#dependencies[Symbol.dispose]();
    this.#resolveClosed();
  }
}
