/** A recording from its start to whole stems. */
import { DeviceError } from "../ffi/device_error.ts";
import { type Clock, PacedClock } from "./clock.ts";
import { endOf, isAllLost } from "./session_end.ts";
import { perTrack, SessionLog } from "./session_log.ts";
import { realParts, type SessionParts } from "./session_parts.ts";
import { SessionTrack } from "./session_track.ts";
import { SoundWatch } from "./sound_watch.ts";
import type { SessionEnd, SessionOptions, SessionReport } from "./session_types.ts";
import { TRACK_NAMES } from "./spool.ts";
import { errorOf } from "./track_failure.ts";
import type { FromTrack } from "./track_protocol.ts";
import { TrackWorkers } from "./track_workers.ts";
import { Waiting } from "./waiting.ts";

export type * from "./session_types.ts";

/** How long sources may take to open, and then to deliver their first block, before the others begin without them. */
const OPEN_MS = 5_000;
const FIRST_BLOCK_MS = 3_000;
/** How much longer a source is waited for when there is none without it. */
const ONLY_MS = 25_000;
/** How long workers may be mute when the session ends; and who has answered, while the disk, which may be slow, ends too. */
const END_MS = 10_000;
const FINISH_MS = 60_000;
/** How long closing a device may take once its stem is whole. */
const CLOSE_MS = 2_000;
/** Time between two progress events, ms; anchors are journalled with every fourth. */
const TICK_MS = 250;
const TICKS_PER_ANCHOR = 4;
/** A side may be without signal for so long while the other talks, s. */
const WARN_SILENCE_SECONDS = 60;

/**
 * A session that records.
 *
 * Each track has a worker and a stem of its own; one that fails does not disturb the other. The main thread only
 * passes words between them, tells what happens, and keeps the journal.
 */
export class Session {
  /** Resolves when there is nothing more to record; `stop` is still to be called. Never rejects. */
  readonly ended: Promise<SessionEnd>;
  /** Resolves some time after `stop`, when the devices are closed too. Never rejects. */
  readonly closed: Promise<void>;
  readonly #options: SessionOptions;
  readonly #parts: SessionParts;
  readonly #clock: Clock;
  readonly #epochNs: number;
  readonly #log: SessionLog;
  readonly #sound: SoundWatch;
  readonly #waiting: Waiting;
  readonly #tracks: readonly SessionTrack[];
  readonly #workers: TrackWorkers;
  /** It ends: no worker is replaced any more. */
  #isOver = false;
  #resolveEnded: (end: SessionEnd) => void = () => {};
  #resolveClosed: () => void = () => {};
  #cancelTick = () => {};
  #ticks = 0;
  #allLostTicks = 0;
  #startNs: number | undefined;
  #zeroNs: number | undefined;
  /** The exact end, where it is known: of a duration from the beginning, of files when they have been played. */
  #endNs: number | undefined;
  #stopping: Promise<SessionReport> | undefined;

  /**
   * Opens the sources and records.
   *
   * A source that does not open, or not in time, does not hold the other back; only when all fail does the session. A
   * file that cannot be played always fails it. Then nothing of the spool is left.
   *
   * @throws {DeviceError} when no device could be opened: what the first one said
   * @throws {Deno.errors.InvalidData} when a file cannot be played
   * @throws {RangeError} when there is no track, or a pace that devices cannot follow
   */
  static async start(options: SessionOptions, parts?: SessionParts): Promise<Session> {
    const choices = Object.values(options.tracks);
    if (choices.length === 0) throw new RangeError("Cannot record: there is no source; name one");
    const hasDevice = choices.some((choice) => choice.kind === "device");
    if (hasDevice && options.pace !== 1) {
      throw new RangeError(
        `Cannot record a device ${options.pace} times faster than it plays; use --pace with files only`,
      );
    }
    const world = parts ?? realParts(hasDevice ? options.libraryPath : undefined);
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

  private constructor(options: SessionOptions, parts: SessionParts) {
    this.#options = options;
    this.#parts = parts;
    this.#waiting = new Waiting(parts.after);
    this.#epochNs = parts.clock.nowNs();
    this.#clock = options.pace === 1
      ? parts.clock
      : new PacedClock(parts.clock, this.#epochNs, options.pace);
    this.ended = new Promise((resolve) => this.#resolveEnded = resolve);
    this.closed = new Promise((resolve) => this.#resolveClosed = resolve);
    this.#log = new SessionLog(options);
    this.#sound = new SoundWatch(options.warnSilenceSeconds ?? WARN_SILENCE_SECONDS);
    this.#workers = new TrackWorkers(options, parts, this.#epochNs, (t, message) => {
      this.#receive(t, message);
    });
    this.#tracks = TRACK_NAMES.flatMap((track) => {
      const choice = options.tracks[track];
      if (choice === undefined) return [];
      return [new SessionTrack(track, choice, (t) => this.#workers.start(t))];
    });
  }

  /**
   * Ends the session: all stems become whole, and equally long. Called again, it gives the same report.
   *
   * Takes about as long as the disk needs; a device that does not answer is waited for half a second.
   */
  stop(): Promise<SessionReport> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Ends the session at once, instead of `stop`: nothing of it is wanted, and nothing remains. */
  async abandon(): Promise<void> {
    this.#cancelTick();
    this.#isOver = true;
    for (const t of this.#tracks) {
      if (!t.isWorking) continue;
      t.link.send({ type: "stop", endNs: 0 });
      t.link.send({ type: "finish", frames: 0 });
    }
    await this.#close();
    for (const t of this.#tracks) t.fenceOff();
    this.#options.spool.remove();
  }

  /** Has all sources opened, and waits for them, but not for ever. */
  async #open(): Promise<void> {
    this.#log.asked(this.#tracks);
    for (const t of this.#tracks) this.#workers.open(t);
    const isOpening = (t: SessionTrack) => t.phase === "opening";
    await this.#waiting.until(() => !this.#tracks.some(isOpening), OPEN_MS);
    // Threads start slowly on a machine that is busy; and a file always opens or fails.
    await this.#waiting.until(
      () =>
        !this.#tracks.some((t) => isOpening(t) && t.choice.kind === "file") &&
        (this.#tracks.some((t) => t.phase === "opened") || !this.#tracks.some(isOpening)),
      ONLY_MS,
    );
    this.#throwIfHopeless();
  }

  /** Starts those that are open; the session's zero is the first instant that any of them has heard. */
  async #begin(): Promise<void> {
    this.#startNs = this.#clock.nowNs();
    for (const t of this.#tracks) if (t.phase === "opened") this.#sendStart(t);
    await this.#waiting.until(
      () => this.#tracks.every((t) => t.phase !== "opened"),
      FIRST_BLOCK_MS,
    );
    this.#throwIfHopeless();

    const firsts = this.#tracks.flatMap((t) => t.firstNs ?? []);
    this.#zeroNs = firsts.length > 0 ? Math.min(...firsts) : this.#startNs;
    this.#endNs = this.#spanFrom(this.#zeroNs).endNs;
    const ready = this.#tracks.filter((t) => t.phase === "opened" || t.phase === "anchored");
    for (const t of ready) this.#sendZero(t);
    this.#log.started(this.#zeroNs, ready);
    for (const t of this.#tracks) {
      if (t.phase === "unopened") this.#sendZero(t, "lost");
      if (t.failure !== undefined) {
        this.#lose(t, t.failure.message);
        this.#replaceIfDead(t);
      } else if (t.phase === "opening") {
        this.#lose(t, `${t.name} has not answered for ${OPEN_MS / 1000} s`);
      }
    }
    this.#tick();
  }

  /** A file that cannot be played is the person's mistake; one device of two that cannot be opened is not the end. */
  #throwIfHopeless(): void {
    const failures = this.#tracks.flatMap((t) => t.failure ?? []);
    const file = failures.find((failure) => failure.kind === "file");
    if (file !== undefined) throw errorOf(file);
    if (this.#tracks.some((t) => !["opening", "unopened", "failed"].includes(t.phase))) return;
    const [first] = failures;
    if (first !== undefined) throw errorOf(first);
    throw new DeviceError(
      "failed",
      `Cannot record: no source has answered for ${
        OPEN_MS / 1000
      } s; restart the sound server, or try again`,
    );
  }

  #sendStart(t: SessionTrack): void {
    if (this.#startNs !== undefined) t.link.send({ type: "start", startNs: this.#startNs });
  }

  /** @param phase `lost` for a device that is not there: its stem grows all the same, so that nothing waits for it */
  #sendZero(t: SessionTrack, phase: "live" | "lost" = "live"): void {
    if (this.#zeroNs === undefined) return;
    t.phase = phase;
    if (phase === "lost") t.silentFrom = 0;
    t.link.send({ type: "zero", ...this.#spanFrom(this.#zeroNs) });
  }

  /** What the stems reach over, as far as it is known beforehand. */
  #spanFrom(zeroNs: number): { readonly zeroNs: number; readonly endNs?: number } {
    const { durationSeconds } = this.#options;
    return durationSeconds === undefined
      ? { zeroNs }
      : { zeroNs, endNs: zeroNs + durationSeconds * 1e9 };
  }

  #receive(t: SessionTrack, message: FromTrack): void {
    t.hear(message);
    switch (message.type) {
      case "opened":
        this.#log.opened(t);
        if (this.#startNs !== undefined) this.#admitLate(t);
        break;
      case "unopened":
        if (this.#zeroNs === undefined) break;
        this.#sendZero(t, "lost");
        this.#lose(t, message.failure.message);
        break;
      case "failed":
        if (this.#zeroNs === undefined) break;
        this.#lose(t, message.failure.message);
        // Until its worker has closed its device, and another can take its place.
        if (this.#mayReplace(t) && message.failure.kind === "bug") t.phase = "lost";
        break;
      case "closed":
        this.#replaceIfDead(t);
        break;
      case "gap":
        this.#log.gap(t, message.gap);
        break;
      case "fold":
        this.#log.fold(t, message.fold);
        break;
      case "lost":
        this.#lose(t, message.reason, message.atFrame);
        break;
      case "back":
        this.#welcome(t, message.atFrame);
        break;
      case "moved":
        this.#log.moved(t, message.atFrame);
        break;
      case "ended":
        this.#log.ended(t, this.#frameOf(message.endNs));
        break;
      default:
        break;
    }
    this.#checkEnd();
    this.#waiting.happened();
  }

  /** A worker that has died of a bug has closed its device, so that another can open it. */
  #replaceIfDead(t: SessionTrack): void {
    if (t.closed && t.failure?.kind === "bug" && this.#mayReplace(t)) this.#replaceWorker(t);
  }

  #mayReplace(t: SessionTrack): boolean {
    return t.isReplaceable && this.#zeroNs !== undefined && !this.#isOver;
  }

  #replaceWorker(t: SessionTrack): void {
    if (this.#zeroNs === undefined) return;
    const reason = t.lostReason ?? `${t.name} did not answer`;
    this.#workers.replace(t, { ...this.#spanFrom(this.#zeroNs), reason });
    this.#lose(t, reason);
  }

  /** Too late for the barrier: it begins at once, with silence for what it has missed. */
  #admitLate(t: SessionTrack): void {
    if (this.#stopping !== undefined) return;
    this.#sendStart(t);
    if (this.#zeroNs === undefined) return;
    this.#sendZero(t);
    this.#welcome(t, this.#frameOf(this.#clock.nowNs()));
  }

  #welcome(t: SessionTrack, atFrame: number): void {
    t.lostReason = undefined;
    this.#log.back(t, atFrame);
  }

  #lose(t: SessionTrack, reason: string, atFrame?: number): void {
    if (t.lostReason === reason) return;
    t.lostReason = reason;
    this.#log.lost(t, atFrame ?? t.failure?.report?.frames ?? t.progress?.frames ?? 0, reason);
  }

  /** Four times a second while it records. */
  #tick(): void {
    this.#cancelTick = this.#parts.after(TICK_MS, () => this.#tick());
    if (this.#ticks++ % TICKS_PER_ANCHOR === 0) this.#log.anchors(this.#tracks);
    const seconds = this.#frameOf(this.#nowOrEndNs()) / this.#options.rateHz;
    this.#log.progress(seconds, this.#tracks);
    const facts = perTrack(this.#tracks, (t) => t.phase === "live" ? t.progress?.sound : undefined);
    for (const news of this.#sound.look(seconds, facts)) this.#log.sound(news);
    for (const t of this.#tracks) {
      t.muteTicks++;
      if (this.#workers.isHung(t, TICK_MS) && this.#mayReplace(t)) this.#replaceWorker(t);
    }
    this.#allLostTicks = isAllLost(this.#tracks) ? this.#allLostTicks + 1 : 0;
    this.#checkEnd();
  }

  #checkEnd(): void {
    if (this.#zeroNs === undefined || this.#stopping !== undefined) return;
    const end = endOf(this.#tracks, {
      nowNs: this.#clock.nowNs(),
      endNs: this.#endNs,
      allLostMs: this.#allLostTicks * TICK_MS,
    });
    if (end === undefined) return;
    this.#endNs = end.endNs;
    this.#resolveEnded(end.reason);
  }

  async #stop(): Promise<SessionReport> {
    this.#cancelTick();
    this.#isOver = true;
    const { rateHz } = this.#options;
    const endNs = this.#nowOrEndNs();
    const working = this.#tracks.filter((t) => t.isWorking);
    for (const t of working) t.link.send({ type: "stop", endNs });
    // No stem may be cut, so the end is where the one that is furthest can end.
    const recorded = working.filter((t) => ["live", "lost", "ended"].includes(t.phase));
    await this.#waiting.until(
      () => recorded.every((t) => t.endingFrames !== undefined || !t.isWorking),
      END_MS,
    );
    const answered = recorded.filter((t) => t.endingFrames !== undefined);
    const frames = answered.length > 0 || recorded.length === 0
      ? Math.max(this.#frameOf(endNs), ...answered.flatMap((t) => t.endingFrames ?? []))
      // All hang with their sound server: what they have written is all there is.
      : Math.max(...recorded.map((t) => t.progress?.frames ?? 0));
    for (const t of recorded) t.link.send({ type: "finish", frames });
    await this.#waiting.until(() => answered.every((t) => !t.isWorking), FINISH_MS, true);
    // Who wakes up later would put a spool back that is removed by then.
    for (const t of working) if (t.isWorking) t.fenceOff();

    // What came since the last tick counts for the levels too; it may be all there is.
    this.#log.progress(frames / rateHz, this.#tracks);
    const tracks = perTrack(this.#tracks, (t) => t.reportOfTrack(rateHz));
    const report: SessionReport = { rateHz, frames, tracks };
    this.#log.stopped(report);
    this.#close();
    return report;
  }

  /** Lets the workers close their devices, and ends those that hang. */
  async #close(): Promise<void> {
    this.#log[Symbol.dispose]();
    const isClosed = await this.#waiting.until(() => this.#tracks.every((t) => t.closed), CLOSE_MS);
    for (const t of this.#tracks) t.link.terminate();
    // The library must stay while an audio thread may still run in it.
    if (isClosed && !this.#workers.haveHung) this.#parts[Symbol.dispose]();
    this.#resolveClosed();
  }

  /** Now, but never past an end that is known. */
  #nowOrEndNs(): number {
    return Math.min(this.#clock.nowNs(), this.#endNs ?? Infinity);
  }

  #frameOf(instantNs: number): number {
    const seconds = (instantNs - (this.#zeroNs ?? instantNs)) / 1e9;
    return Math.max(0, Math.round(seconds * this.#options.rateHz));
  }
}
