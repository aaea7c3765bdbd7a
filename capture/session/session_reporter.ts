/** What a session reports: to its listener as events, to its journal as records. */
import type { PlacedHush } from "../ground/hush.ts";
import type { TrackFold } from "../ground/track_fold.ts";
import type { Gap } from "../timeline/anchor.ts";
import type { PerTrack } from "../ground/tracks.ts";
import { Journal, type JournalRecord, journalSource } from "../spool/journal.ts";
import type { RemoteTrack } from "./remote_track.ts";
import type { SessionEvent, SessionOptions, SessionPlace, SessionReport } from "./session_types.ts";
import type { MonitorState } from "../source/source.ts";
import type { SoundNews } from "../sound/sound_watch.ts";

/**
 * Reports everything once, in both forms.
 *
 * A journal that cannot be written disturbs nothing: the sound matters more than what is said about it, and a full disk
 * shows by the stems.
 */
export class SessionReporter implements Disposable {
  readonly #options: SessionOptions;
  /** None while nothing is recorded. */
  #journal: Journal | undefined;
  #settings: SessionOptions["settings"];

  /** @throws {Deno.errors.AlreadyExists} when the spool has a journal already */
  constructor(options: SessionOptions) {
    this.#options = options;
    this.#settings = options.settings;
    if (options.spool !== undefined) this.#journal = Journal.create(options.spool.journalPath);
  }

  /**
   * After it has waited, the session begins; what was there until then is not reported.
   *
   * @throws as the file system does
   */
  begin({ spool, settings }: SessionPlace, tracks: readonly RemoteTrack[]): void {
    this.#journal = Journal.create(spool.journalPath);
    this.#settings = settings;
    this.asked(tracks);
    for (const t of tracks) if (t.rateHz > 0) this.opened(t);
  }

  /** What is to be recorded. */
  asked(tracks: readonly RemoteTrack[]): void {
    this.#note({
      type: "session",
      version: 1,
      startedAt: new Date().toISOString(),
      pid: Deno.pid,
      rateHz: this.#options.rateHz,
      tracks: perTrack(tracks, (t) => journalSource(t.choice)),
      settings: this.#settings ?? {},
    });
  }

  opened({ track, name, rateHz, channels }: RemoteTrack): void {
    this.#note({ type: "opened", track, name, rateHz, channels });
  }

  /** @param tracks those that are recorded from the beginning */
  started(zeroNs: number, tracks: readonly RemoteTrack[]): void {
    this.#note({ type: "zero", zeroNs, startedAt: new Date().toISOString() });
    this.#emit({
      type: "started",
      tracks: perTrack(tracks, ({ name, rateHz, channels }) => ({ name, rateHz, channels })),
    });
  }

  gap(t: RemoteTrack, { atFrame, frames, cause }: Gap): void {
    this.#note({ type: "gap", track: t.track, atFrame, frames, cause });
    const seconds = frames / this.#options.rateHz;
    this.#emitAt(t, atFrame, { type: "gap", seconds, cause });
  }

  /** Only journalled. */
  fold(t: RemoteTrack, fold: TrackFold): void {
    this.#note({ type: "fold", track: t.track, ...fold });
  }

  away(t: RemoteTrack, atFrame: number, reason: string): void {
    this.#note({ type: "lost", track: t.track, atFrame, reason });
    this.#emitAt(t, atFrame, { type: "track-lost", reason });
  }

  back(t: RemoteTrack, atFrame: number): void {
    this.#note({ type: "back", track: t.track, atFrame, name: t.name });
    this.#emitAt(t, atFrame, { type: "track-back", name: t.name });
  }

  moved(t: RemoteTrack, atFrame: number): void {
    this.#note({ type: "moved", track: t.track, atFrame, name: t.name });
    this.#emitAt(t, atFrame, { type: "track-moved", name: t.name });
  }

  /** Only an event: what is recorded does not depend on it. */
  monitor(monitor: MonitorState): void {
    this.#emit({ type: "monitor", monitor });
  }

  ended(t: RemoteTrack, atFrame: number): void {
    this.#note({ type: "ended", track: t.track, atFrame });
    this.#emitAt(t, atFrame, { type: "track-ended" });
  }

  sound(news: SoundNews): void {
    const { track, kind, state, atSeconds } = news;
    const atFrame = Math.round(atSeconds * this.#options.rateHz);
    this.#note({ type: "sound", track, kind, state, atFrame });
    this.#emit({ type: "sound", ...news });
  }

  /**
   * Journals a mark, and reports it.
   *
   * @returns resolves when it is on the disk: from then on a crash cannot take it
   * @throws as the file system does; there is no mark then
   */
  async mark(atFrame: number, text: string): Promise<void> {
    this.#journal?.append({ type: "mark", atFrame, text });
    this.#emit({ type: "marked", atSeconds: atFrame / this.#options.rateHz, text });
    await this.#journal?.syncAll();
  }

  /**
   * Journals a pause, a mute or the end of one, and reports it.
   *
   * @returns resolves when it is on the disk
   * @throws as the file system does
   */
  async hushed(order: PlacedHush): Promise<void> {
    const atSeconds = order.atFrame / this.#options.rateHz;
    this.#emit(
      "track" in order
        ? { type: `${order.type}d`, track: order.track, atSeconds }
        : { type: `${order.type}d`, atSeconds },
    );
    this.#journal?.append(order);
    await this.#journal?.syncAll();
  }

  /**
   * Journals where the file ends, and reports it.
   *
   * @returns resolves when it is on the disk
   * @throws as the file system does
   */
  async tail(atFrame: number): Promise<void> {
    this.#emit({ type: "tail", atSeconds: atFrame / this.#options.rateHz });
    this.#journal?.append({ type: "tail", atFrame });
    await this.#journal?.syncAll();
  }

  /** Only an event. */
  extended(atSeconds: number, endSeconds: number): void {
    this.#emit({ type: "extended", atSeconds, endSeconds });
  }

  /** Only an event. */
  progress(seconds: number, tracks: readonly RemoteTrack[]): void {
    this.#emit({
      type: "progress",
      seconds,
      tracks: perTrack(tracks, (t) => t.takeProgress()),
    });
  }

  /** Only journalled; and the journal is put on the disk. */
  anchors(tracks: readonly RemoteTrack[]): void {
    for (const { track, progress, phase } of tracks) {
      if (progress === undefined || phase !== "live") continue;
      const { frames, position, hostNs, ppm, dropped } = progress;
      this.#note({ type: "anchor", track, frames, position, hostNs, ppm, dropped });
    }
    // The disk may take its time; the next second comes anyway.
    this.#journal?.sync().catch(() => {});
    this.#keep();
  }

  /** The last record. */
  stopped({ frames, tracks }: SessionReport): void {
    this.#note({ type: "stop", frames, tracks });
    this.#keep();
  }

  /** Closes the journal. */
  [Symbol.dispose](): void {
    this.#journal?.[Symbol.dispose]();
  }

  #emitAt(t: RemoteTrack, atFrame: number, event: EventOfTrack): void {
    const atSeconds = atFrame / this.#options.rateHz;
    this.#emit({ ...event, track: t.track, atSeconds });
  }

  /** While nothing is recorded, nobody is told how that goes. */
  #emit(event: SessionEvent): void {
    if (this.#journal !== undefined || event.type === "monitor") this.#options.onEvent(event);
  }

  /** Puts the journal back if it was removed. */
  #keep(): void {
    try {
      this.#journal?.keep();
    } catch {
      // Something else has its name, or nothing can be written there now.
    }
  }

  #note(record: JournalRecord): void {
    try {
      this.#journal?.append(record);
    } catch {
      // The next record begins a new line.
    }
  }
}

type HushEvent = `${PlacedHush["type"]}d`;

/** An event of one track, without the track and the time. */
type EventOfTrack = WithoutPlace<
  Exclude<
    Extract<SessionEvent, { atSeconds: number }>,
    { type: "sound" | "marked" | HushEvent | "extended" | "tail" }
  >
>;
type WithoutPlace<E> = E extends unknown ? Omit<E, "track" | "atSeconds"> : never;

/** Leaves out those of which there is nothing to report. */
export function perTrack<T>(
  tracks: readonly RemoteTrack[],
  of: (t: RemoteTrack) => T | undefined,
): PerTrack<T> {
  const found: PerTrack<T> = {};
  for (const t of tracks) {
    const value = of(t);
    if (value !== undefined) found[t.track] = value;
  }
  return found;
}
