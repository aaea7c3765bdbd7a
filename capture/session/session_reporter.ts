/** What a session reports: to its listener as events, to its journal as records. */
import type { PlacedHush } from "../ground/hush.ts";
import type { TrackFold } from "../ground/track_fold.ts";
import type { Gap } from "../timeline/anchor.ts";
import { perTrack } from "../ground/tracks.ts";
import { type JournalRecord, journalSource } from "../spool/journal.ts";
import { SessionJournal } from "../parts/session_journal.ts";
import type { NextPart } from "../parts/session_part.ts";
import type { RemoteTrack } from "./remote_track.ts";
import type {
  EventOfTrack,
  SessionEvent,
  SessionOptions,
  SessionPlace,
  SessionReport,
} from "./session_types.ts";
import { messageOf } from "../../ffi/system/message_of.ts";
import { reasonOf } from "../track/track_failure.ts";
import type { MonitorState } from "../source/source.ts";
import type { SoundNews } from "../sound/sound_watch.ts";

/** What is reported of a session that waits, too. */
const TOLD_WHILE_WAITING: ReadonlySet<SessionEvent["type"]> = new Set(
  ["awaiting", "waiting", "sound", "track-lost", "track-back", "track-moved", "monitor"] as const,
);

/**
 * Reports everything once, in both forms.
 *
 * A journal that cannot be written disturbs nothing: the sound matters more than what is said about it, and a full disk
 * shows by the stems.
 */
export class SessionReporter implements Disposable {
  readonly #options: SessionOptions;
  readonly #journal: SessionJournal;
  #isWaiting: boolean;

  /** @throws {Deno.errors.AlreadyExists} when the spool has a journal already */
  constructor(options: SessionOptions) {
    this.#options = options;
    this.#journal = new SessionJournal(options.rateHz);
    this.#isWaiting = options.spool === undefined;
    if (options.spool !== undefined) this.#journal.create(options.spool.journalPath);
  }

  /**
   * After it has waited, the session begins; what was there until then is not journalled.
   *
   * @throws as the file system does
   */
  begin({ spool, settings }: SessionPlace, tracks: readonly RemoteTrack[]): void {
    this.#journal.create(spool.journalPath);
    this.#note(this.#sessionRecord(tracks, settings));
    for (const t of tracks) if (t.rateHz > 0) this.opened(t);
  }

  /** What is to be recorded. */
  asked(tracks: readonly RemoteTrack[]): void {
    this.#note(this.#sessionRecord(tracks, this.#options.settings));
  }

  /**
   * Journals what follows in the spool of the next part, which begins with what lasts from the part before.
   *
   * @returns resolves when both journals say so, on the disk
   * @throws as the file system does; the part before goes on then
   */
  async beginPart(next: NextPart, tracks: readonly RemoteTrack[]): Promise<void> {
    await this.#journal.next(
      next,
      this.#sessionRecord(tracks, next.settings),
      tracks.filter((t) => t.rateHz > 0).map(openedRecord),
      () => perTrack(tracks, (t) => t.progress?.dropped),
    );
  }

  #sessionRecord(
    tracks: readonly RemoteTrack[],
    settings: SessionOptions["settings"] = {},
  ): JournalRecord {
    return {
      type: "session",
      version: 1,
      startedAt: new Date().toISOString(),
      pid: Deno.pid,
      rateHz: this.#options.rateHz,
      tracks: perTrack(tracks, (t) => journalSource(t.choice)),
      settings,
    };
  }

  opened(t: RemoteTrack): void {
    this.#note(openedRecord(t));
  }

  /** Only an event: no source can be opened, and one is waited for. */
  awaiting(tracks: readonly RemoteTrack[]): void {
    const reasons = perTrack(tracks, (t) => {
      return t.failure === undefined ? `${t.name} does not answer` : reasonOf(t.failure);
    });
    this.#emit({ type: "awaiting", reasons });
  }

  /** Only an event: it listens, and nothing is recorded yet. */
  waiting(tracks: readonly RemoteTrack[]): void {
    this.#emit({ type: "waiting", tracks: startedTracks(tracks) });
  }

  /**
   * @param tracks those that are recorded from the beginning
   * @param agoSeconds how long ago the first frame was, seconds
   */
  started(zeroNs: number, tracks: readonly RemoteTrack[], agoSeconds: number): void {
    this.#isWaiting = false;
    this.#journal.zero(zeroNs, new Date(Date.now() - agoSeconds * 1_000));
    this.#emit({ type: "started", tracks: startedTracks(tracks), agoSeconds });
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
    this.#note({ type: "back", track: t.track, atFrame, name: t.name, ...spareNote(t) });
    this.#emitAt(t, atFrame, { type: "track-back", name: t.name, ...spareWord(t) });
  }

  moved(t: RemoteTrack, atFrame: number): void {
    this.#note({ type: "moved", track: t.track, atFrame, name: t.name, ...spareNote(t) });
    this.#emitAt(t, atFrame, { type: "track-moved", name: t.name, ...spareWord(t) });
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
   * @throws as the file system does, and there is no mark; or says that there is one, which the disk may not have
   */
  async mark(atFrame: number, text: string): Promise<void> {
    this.#journal.append({ type: "mark", atFrame, text });
    this.#emit({ type: "marked", atSeconds: atFrame / this.#options.rateHz, text });
    await this.syncNotes().catch((error) => {
      throw new Error(`it is marked, but a crash may take that: ${messageOf(error)}`);
    });
  }

  /** Only an event: a pause, a mute or the end of one. */
  hushed(order: PlacedHush): void {
    const atSeconds = order.atFrame / this.#options.rateHz;
    this.#emit(
      "track" in order
        ? { type: `${order.type}d`, track: order.track, atSeconds }
        : { type: `${order.type}d`, atSeconds },
    );
  }

  /**
   * Only journalled.
   *
   * @throws as the file system does
   */
  noteHush(order: PlacedHush): void {
    this.#journal.append(order);
  }

  /**
   * Has all that was journalled put on the disk.
   *
   * @throws as the file system does
   */
  async syncNotes(): Promise<void> {
    await this.#journal.syncAll();
  }

  /**
   * Journals where the file ends, and reports it.
   *
   * @returns resolves when it is on the disk
   * @throws as the file system does
   */
  async tail(atFrame: number): Promise<void> {
    this.#emit({ type: "tail", atSeconds: atFrame / this.#options.rateHz });
    this.#journal.append({ type: "tail", atFrame });
    await this.syncNotes();
  }

  /** Only an event. */
  extended(atSeconds: number, endSeconds: number): void {
    this.#emit({ type: "extended", atSeconds, endSeconds });
  }

  /** Only an event; with how long nobody has spoken, where that ends the session. */
  progress(seconds: number, tracks: readonly RemoteTrack[], silentSeconds?: number): void {
    this.#emit({
      ...{ type: "progress", seconds, tracks: perTrack(tracks, (t) => t.takeProgress()) },
      ...(silentSeconds === undefined ? {} : { silentSeconds }),
    });
  }

  /** Only journalled; and the journal is put on the disk. */
  anchors(tracks: readonly RemoteTrack[]): void {
    for (const { track, progress, phase } of tracks) {
      if (progress === undefined || phase !== "live") continue;
      const { frames, position, hostNs, ppm, dropped } = progress;
      this.#journal.anchor({ type: "anchor", track, frames, position, hostNs, ppm, dropped });
    }
    this.#journal.sync();
    this.#journal.keep();
  }

  /** The last record; see `Session.stop`. */
  stopped(report: SessionReport, reason?: string): void {
    this.#journal.stop(report, reason);
    this.#journal.keep();
  }

  /** Closes the journal. */
  [Symbol.dispose](): void {
    this.#journal[Symbol.dispose]();
  }

  /** While it waits nothing has a place yet. */
  #emitAt(t: RemoteTrack, atFrame: number, event: EventOfTrack): void {
    const atSeconds = this.#isWaiting ? 0 : atFrame / this.#options.rateHz;
    this.#emit({ ...event, track: t.track, atSeconds });
  }

  #emit(event: SessionEvent): void {
    if (this.#isWaiting && !TOLD_WHILE_WAITING.has(event.type)) return;
    this.#options.onEvent(event);
  }

  #note(record: JournalRecord): void {
    if (!this.#isWaiting || !("atFrame" in record)) this.#journal.note(record);
  }
}

function openedRecord(t: RemoteTrack): JournalRecord {
  const { track, name, rateHz, channels } = t;
  return { type: "opened", track, name, rateHz, channels, ...spareNote(t) };
}

function startedTracks(tracks: readonly RemoteTrack[]) {
  return perTrack(tracks, (t) => {
    const { name, rateHz, channels } = t;
    return { name, rateHz, channels, ...spareWord(t) };
  });
}

function spareNote({ isSpare }: RemoteTrack): { readonly spare?: true } {
  return isSpare ? { spare: true } : {};
}

function spareWord({ isSpare }: RemoteTrack): { readonly isSpare?: true } {
  return isSpare ? { isSpare } : {};
}
