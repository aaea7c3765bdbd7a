/** A recording from its start to whole stems. */
import { AudioLibrary } from "../ffi/audio_library.ts";
import { DeviceError } from "../ffi/device_error.ts";
import { type Clock, EngineClock, PacedClock } from "./clock.ts";
import { Journal, type JournalRecord, journalSource } from "./journal.ts";
import { SessionTrack } from "./session_track.ts";
import type {
  PerTrack,
  SessionEnd,
  SessionEvent,
  SessionOptions,
  SessionReport,
} from "./session_types.ts";
import { TRACK_NAMES } from "./spool.ts";
import { type OpenTrackLink, openTrackWorker } from "./track_link.ts";
import type { FromTrack, TrackFailure } from "./track_protocol.ts";
import { type After, afterMs, Waiting } from "./waiting.ts";

export type * from "./session_types.ts";

/** How long sources may take to open, and then to deliver their first block, before the others begin without them. */
const OPEN_MS = 5_000;
const FIRST_BLOCK_MS = 3_000;
/** How long workers may be mute while the session ends: a disk may be slow. */
const END_MS = 10_000;
/** How long closing a device may take once its stem is whole. */
const CLOSE_MS = 2_000;
/** Time between two progress events, ms; anchors are journalled with every fourth. */
const TICK_MS = 250;
const TICKS_PER_ANCHOR = 4;
/** A session all of whose sources have been gone for so long is over, ms. */
const ALL_LOST_MS = 10_000;

/** What a session needs of the world. */
export interface SessionParts {
  /** The host clock. */
  readonly clock: Clock;
  readonly openLink: OpenTrackLink;
  readonly after: After;
  /** Lets go of the host clock. */
  close(): void;
}

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
  readonly #journal: Journal;
  readonly #waiting: Waiting;
  readonly #tracks: readonly SessionTrack[];
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
    const session = new Session(options, parts ?? realParts(options.libraryPath, hasDevice));
    try {
      await session.#begin();
    } catch (error) {
      session.#abandon();
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
    this.#journal = Journal.create(options.spool.journalPath);
    this.#tracks = TRACK_NAMES.flatMap((track) => {
      const choice = options.tracks[track];
      if (choice === undefined) return [];
      // Messages come later than this function ends: the event loop delivers them.
      const link = parts.openLink(track, (message) => this.#receive(side, message));
      const side = new SessionTrack(track, choice, link);
      return [side];
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

  async #begin(): Promise<void> {
    const { rateHz, spool, libraryPath, pace, settings = {} } = this.#options;
    this.#note({
      type: "session",
      version: 1,
      startedAt: new Date().toISOString(),
      pid: Deno.pid,
      rateHz,
      tracks: Object.fromEntries(this.#tracks.map((t) => [t.track, journalSource(t.choice)])),
      settings,
    });
    const hasDevice = this.#tracks.some((t) => t.choice.kind === "device");
    for (const { track, choice, link } of this.#tracks) {
      link.send({
        type: "open",
        track,
        choice,
        rateHz,
        stemPath: spool.stemPath(track),
        ...(hasDevice ? { libraryPath } : {}),
        nowNs: this.#parts.clock.nowNs(),
        epochNs: this.#epochNs,
        pace,
      });
    }
    await this.#waiting.until(() => this.#tracks.every((t) => t.phase !== "opening"), OPEN_MS);
    this.#throwIfHopeless();

    this.#startNs = this.#clock.nowNs();
    for (const t of this.#tracks) if (t.phase === "opened") this.#send(t, "start");
    await this.#waiting.until(
      () => this.#tracks.every((t) => t.phase !== "opened"),
      FIRST_BLOCK_MS,
    );
    this.#throwIfHopeless();

    const firsts = this.#tracks.flatMap((t) => t.firstNs ?? []);
    this.#zeroNs = firsts.length > 0 ? Math.min(...firsts) : this.#startNs;
    const { durationSeconds } = this.#options;
    if (durationSeconds !== undefined) this.#endNs = this.#zeroNs + durationSeconds * 1e9;
    this.#note({ type: "zero", zeroNs: this.#zeroNs, startedAt: new Date().toISOString() });
    const started: SessionTrack[] = [];
    for (const t of this.#tracks) {
      if (t.phase !== "opened" && t.phase !== "anchored") continue;
      this.#send(t, "zero");
      started.push(t);
    }
    this.#emit({
      type: "started",
      tracks: perTrack(started, ({ name, rateHz, channels }) => ({ name, rateHz, channels })),
    });
    for (const t of this.#tracks) {
      if (t.failure !== undefined) this.#lose(t, t.failure.message);
      else if (t.phase === "opening") {
        this.#lose(t, `${t.name} has not answered for ${OPEN_MS / 1000} s`);
      }
    }
    this.#tick();
    this.#checkEnd();
  }

  /** A file that cannot be played is the person's mistake; a device that cannot be opened only when there is no other. */
  #throwIfHopeless(): void {
    const file = this.#tracks.find((t) => t.failure?.kind === "file");
    if (file?.failure !== undefined) throw errorOf(file.failure);
    if (this.#tracks.some((t) => t.phase !== "opening" && t.phase !== "failed")) return;
    const [first] = this.#tracks.flatMap((t) => t.failure ?? []);
    throw first === undefined
      ? new DeviceError(
        "failed",
        `Cannot record: no source has answered for ${
          OPEN_MS / 1000
        } s; restart the sound server, or try again`,
      )
      : errorOf(first);
  }

  #send(t: SessionTrack, type: "start" | "zero"): void {
    if (type === "start" && this.#startNs !== undefined) {
      t.link.send({ type, startNs: this.#startNs });
    } else if (type === "zero" && this.#zeroNs !== undefined) {
      t.phase = "live";
      const end = this.#endNs === undefined ? {} : { endNs: this.#endNs };
      t.link.send({ type, zeroNs: this.#zeroNs, ...end });
    }
  }

  #receive(t: SessionTrack, message: FromTrack): void {
    switch (message.type) {
      case "opened":
        t.name = message.name;
        t.rateHz = message.rateHz;
        t.channels = message.channels;
        this.#note({ ...message, track: t.track });
        this.#opened(t);
        break;
      case "anchored":
        t.firstNs = message.firstNs;
        if (t.phase === "opened") t.phase = "anchored";
        break;
      case "progress":
        t.progress = message.progress;
        break;
      case "gap": {
        const { atFrame, frames, cause } = message.gap;
        this.#note({ type: "gap", track: t.track, atFrame, frames, cause });
        const seconds = frames / this.#options.rateHz;
        this.#emit({ ...this.#at(t, atFrame), type: "gap", seconds, cause });
        break;
      }
      case "lost":
        t.phase = "lost";
        this.#lose(t, message.reason, message.atFrame);
        break;
      case "back":
      case "moved":
        t.phase = "live";
        t.lostReason = undefined;
        t.name = message.name;
        this.#note({ ...message, track: t.track });
        this.#emit({
          ...this.#at(t, message.atFrame),
          type: message.type === "back" ? "track-back" : "track-moved",
          name: message.name,
        });
        break;
      case "ended":
        this.#sourceEnded(t, message.endNs);
        break;
      case "ending":
        t.endingFrames = message.frames;
        break;
      case "stopped":
        t.phase = "stopped";
        t.report = message.report;
        break;
      case "failed":
        t.failure = message.failure;
        t.phase = "failed";
        if (this.#zeroNs !== undefined) this.#lose(t, message.failure.message);
        break;
      case "closed":
        t.closed = true;
        break;
    }
    this.#checkEnd();
    this.#waiting.happened();
  }

  #opened(t: SessionTrack): void {
    t.phase = "opened";
    if (this.#stopping !== undefined || this.#startNs === undefined) return;
    // Too late for the barrier: it begins at once, with silence for what it has missed.
    this.#send(t, "start");
    if (this.#zeroNs === undefined) return;
    this.#send(t, "zero");
    t.lostReason = undefined;
    const atFrame = this.#frameOf(this.#clock.nowNs());
    this.#note({ type: "back", track: t.track, atFrame, name: t.name });
    this.#emit({ ...this.#at(t, atFrame), type: "track-back", name: t.name });
  }

  #lose(t: SessionTrack, reason: string, atFrame?: number): void {
    if (t.lostReason === reason) return;
    t.lostReason = reason;
    const at = atFrame ?? t.failure?.report?.frames ?? t.progress?.frames ?? 0;
    this.#note({ type: "lost", track: t.track, atFrame: at, reason });
    this.#emit({ ...this.#at(t, at), type: "track-lost", reason });
  }

  #sourceEnded(t: SessionTrack, endNs: number): void {
    t.phase = "ended";
    t.endNs = endNs;
    const atFrame = this.#frameOf(endNs);
    this.#note({ type: "ended", track: t.track, atFrame });
    this.#emit({ ...this.#at(t, atFrame), type: "track-ended" });
  }

  /** About four times a second while it records. */
  #tick(): void {
    this.#cancelTick = this.#parts.after(TICK_MS, () => this.#tick());
    if (this.#ticks++ % TICKS_PER_ANCHOR === 0) this.#noteAnchors();
    this.#emit({
      type: "progress",
      seconds: this.#frameOf(this.#nowOrEndNs()) / this.#options.rateHz,
      tracks: perTrack(this.#tracks, (t) => t.progressOfTrack),
    });
    const isAllLost = this.#tracks.every((t) => t.phase !== "live" && t.phase !== "ended");
    this.#allLostTicks = isAllLost ? this.#allLostTicks + 1 : 0;
    this.#checkEnd();
  }

  #noteAnchors(): void {
    for (const { track, progress, phase } of this.#tracks) {
      if (progress === undefined || phase !== "live") continue;
      const { frames, position, hostNs, ppm, dropped } = progress;
      this.#note({ type: "anchor", track, frames, position, hostNs, ppm, dropped });
    }
    // The disk may take its time; the next second comes anyway.
    this.#journal.sync().catch(() => {});
  }

  #checkEnd(): void {
    if (this.#zeroNs === undefined || this.#stopping !== undefined) return;
    const files = this.#tracks.filter((t) => t.choice.kind === "file");
    if (this.#tracks.every((t) => t.phase === "failed")) {
      this.#resolveEnded("all-lost");
    } else if (files.length > 0 && files.every((t) => t.isPlayedOut)) {
      const ends = files.flatMap((t) => t.endNs ?? []);
      const played = ends.length > 0 ? Math.max(...ends) : this.#clock.nowNs();
      this.#endNs = Math.min(this.#endNs ?? Infinity, played);
      this.#resolveEnded("sources-ended");
    } else if (this.#options.durationSeconds !== undefined && this.#endNs !== undefined) {
      if (this.#clock.nowNs() >= this.#endNs) this.#resolveEnded("duration");
    }
    if (this.#allLostTicks * TICK_MS >= ALL_LOST_MS) this.#resolveEnded("all-lost");
  }

  async #stop(): Promise<SessionReport> {
    this.#cancelTick();
    const { rateHz } = this.#options;
    const endNs = this.#nowOrEndNs();
    const working = this.#tracks.filter((t) => t.isWorking);
    for (const t of working) t.link.send({ type: "stop", endNs });
    const recorded = working.filter((t) => ["live", "lost", "ended"].includes(t.phase));
    await this.#waiting.until(
      () => recorded.every((t) => t.endingFrames !== undefined || !t.isWorking),
      END_MS,
    );
    const endings = recorded.flatMap((t) => t.endingFrames ?? []);
    const frames = Math.max(this.#frameOf(endNs), ...endings);
    for (const t of recorded) t.link.send({ type: "finish", frames });
    await this.#waiting.until(() => recorded.every((t) => !t.isWorking), END_MS, true);

    const report: SessionReport = {
      rateHz,
      frames,
      tracks: perTrack(this.#tracks, (t) => t.reportOfTrack(rateHz)),
    };
    this.#note({ type: "stop", frames, tracks: report.tracks });
    await this.#journal.sync().catch(() => {});
    this.#close();
    return report;
  }

  /** Lets the workers close their devices, and ends those that hang. */
  async #close(): Promise<void> {
    this.#journal[Symbol.dispose]();
    const isClosed = await this.#waiting.until(() => this.#tracks.every((t) => t.closed), CLOSE_MS);
    for (const t of this.#tracks) t.link.terminate();
    // The library must stay while an audio thread may still run in it.
    if (isClosed) this.#parts.close();
    this.#resolveClosed();
  }

  /** Nothing was recorded, and nothing is to remain. */
  #abandon(): void {
    for (const t of this.#tracks) if (t.isWorking) t.link.send({ type: "stop", endNs: 0 });
    this.#close();
    this.#options.spool.remove();
  }

  /** Now, but never past an end that is known. */
  #nowOrEndNs(): number {
    return Math.min(this.#clock.nowNs(), this.#endNs ?? Infinity);
  }

  #frameOf(instantNs: number): number {
    const seconds = (instantNs - (this.#zeroNs ?? instantNs)) / 1e9;
    return Math.max(0, Math.round(seconds * this.#options.rateHz));
  }

  #at(t: SessionTrack, atFrame: number) {
    return { track: t.track, atSeconds: atFrame / this.#options.rateHz };
  }

  #emit(event: SessionEvent): void {
    this.#options.onEvent(event);
  }

  /** Journals; the sound matters more than what is said about it, and a full disk shows by the stems. */
  #note(record: JournalRecord): void {
    try {
      this.#journal.append(record);
    } catch {
      // The next record begins a new line.
    }
  }
}

/** Leaves out those of which there is nothing to tell. */
function perTrack<T>(
  tracks: readonly SessionTrack[],
  of: (t: SessionTrack) => T | undefined,
): PerTrack<T> {
  const found: PerTrack<T> = {};
  for (const t of tracks) {
    const value = of(t);
    if (value !== undefined) found[t.track] = value;
  }
  return found;
}

/** The error that the person is told when a source did not open. */
function errorOf({ kind, message }: TrackFailure): Error {
  switch (kind) {
    case "file":
      return new Deno.errors.InvalidData(message);
    case "disk":
    case "bug":
      return new Error(message);
    default:
      return new DeviceError(kind, message);
  }
}

/** Threads, timers, and the clock by which devices tell their times; files need no native library. */
function realParts(libraryPath: string, hasDevice: boolean): SessionParts {
  const library = hasDevice ? AudioLibrary.open(libraryPath) : undefined;
  return {
    clock: library ?? new EngineClock(0),
    openLink: openTrackWorker,
    after: afterMs,
    close: () => library?.[Symbol.dispose](),
  };
}
