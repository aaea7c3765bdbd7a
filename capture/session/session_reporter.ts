/** What a session reports: to its listener as events, to its journal as records. */
import type { PlacedHush } from "../ground/hush.ts";
import type { TrackFold } from "../ground/track_fold.ts";
import type { Gap } from "../timeline/anchor.ts";
import type { PerTrack } from "../ground/tracks.ts";
import { Journal, type JournalRecord, journalSource } from "../spool/journal.ts";
import { carriedRecords, type PlacedRecord, zeroOfPart } from "./carried_records.ts";
import type { NextPart } from "./session_part.ts";
import type { RemoteTrack } from "./remote_track.ts";
import type { EventOfTrack, SessionOptions, SessionReport } from "./session_types.ts";
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
  #journal: Journal;
  /** The frame of the session at which the stems of this part begin: from there a journal counts. */
  #firstFrame = 0;
  #isFirst = true;
  #zero: { readonly zeroNs: number; readonly startedAt: Date } | undefined;
  /** What was journalled of this part with a place. */
  #placed: PlacedRecord[] = [];
  /** Frames that each device had dropped when this part began. */
  #droppedBefore: PerTrack<number> = {};

  /** @throws {Deno.errors.AlreadyExists} when the spool has a journal already */
  constructor(options: SessionOptions) {
    this.#options = options;
    this.#journal = Journal.create(options.spool.journalPath);
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
    const { rateHz } = this.#options;
    const inBefore = (frame: number) => frame - this.#firstFrame;
    const inNext = (frame: number) => frame - next.stemsFromFrame;
    const journal = Journal.create(next.spool.journalPath);
    try {
      journal.append(this.#sessionRecord(tracks, next.settings));
      journal.append({
        type: "part",
        number: next.number,
        fromFrame: inNext(next.atFrame),
        encodeFromFrame: inNext(next.encodeFromFrame),
      });
      if (this.#zero) journal.append(zeroOfPart(this.#zero, next.stemsFromFrame / rateHz));
      for (const t of tracks) if (t.rateHz > 0) journal.append(openedRecord(t));
      const carried: PlacedRecord[] = [];
      let noted = 0;
      const carry = async () => {
        const found = carriedRecords(this.#placed.slice(noted), inBefore(next.stemsFromFrame))
          .map((record) => ({ ...record, atFrame: inNext(record.atFrame + this.#firstFrame) }));
        noted = this.#placed.length;
        carried.push(...found);
        for (const record of found) journal.append(record);
        await journal.syncAll();
      };
      await carry();
      this.#journal.append({
        type: "split",
        atFrame: inBefore(next.atFrame),
        next: next.spool.folder,
        nextFromFrame: inBefore(next.stemsFromFrame),
      });
      await this.#journal.syncAll();
      // What was marked and hushed while the disk took its time.
      while (noted < this.#placed.length) await carry();
      this.#journal[Symbol.dispose]();
      this.#placed = carried;
    } catch (error) {
      journal[Symbol.dispose]();
      throw error;
    }
    this.#journal = journal;
    this.#firstFrame = next.stemsFromFrame;
    this.#isFirst = false;
    this.#droppedBefore = perTrack(tracks, (t) => t.progress?.dropped);
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

  /** @param tracks those that are recorded from the beginning */
  started(zeroNs: number, tracks: readonly RemoteTrack[]): void {
    const startedAt = new Date();
    this.#zero = { zeroNs, startedAt };
    this.#note({ type: "zero", zeroNs, startedAt: startedAt.toISOString() });
    this.#options.onEvent({
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
    this.#options.onEvent({ type: "monitor", monitor });
  }

  ended(t: RemoteTrack, atFrame: number): void {
    this.#note({ type: "ended", track: t.track, atFrame });
    this.#emitAt(t, atFrame, { type: "track-ended" });
  }

  sound(news: SoundNews): void {
    const { track, kind, state, atSeconds } = news;
    const atFrame = Math.round(atSeconds * this.#options.rateHz);
    this.#note({ type: "sound", track, kind, state, atFrame });
    this.#options.onEvent({ type: "sound", ...news });
  }

  /**
   * Journals a mark, and reports it.
   *
   * @returns resolves when it is on the disk: from then on a crash cannot take it
   * @throws as the file system does; there is no mark then
   */
  async mark(atFrame: number, text: string): Promise<void> {
    this.#append({ type: "mark", atFrame, text });
    this.#options.onEvent({ type: "marked", atSeconds: atFrame / this.#options.rateHz, text });
    await this.#journal.syncAll();
  }

  /** Only an event: a pause, a mute or the end of one. */
  hushed(order: PlacedHush): void {
    const atSeconds = order.atFrame / this.#options.rateHz;
    this.#options.onEvent(
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
    this.#append(order);
  }

  /**
   * Has all that was journalled put on the disk.
   *
   * @throws as the file system does
   */
  async syncNotes(): Promise<void> {
    await this.#journal.syncAll();
  }

  /** Only an event. */
  extended(atSeconds: number, endSeconds: number): void {
    this.#options.onEvent({ type: "extended", atSeconds, endSeconds });
  }

  /** Only an event. */
  progress(seconds: number, tracks: readonly RemoteTrack[]): void {
    this.#options.onEvent({
      type: "progress",
      seconds,
      tracks: perTrack(tracks, (t) => t.takeProgress()),
    });
  }

  /** Only journalled; and the journal is put on the disk. */
  anchors(tracks: readonly RemoteTrack[]): void {
    for (const { track, progress, phase } of tracks) {
      if (progress === undefined || phase !== "live") continue;
      const { position, hostNs, ppm } = progress;
      const frames = Math.max(0, progress.frames - this.#firstFrame);
      const dropped = Math.max(0, progress.dropped - (this.#droppedBefore[track] ?? 0));
      this.#note({ type: "anchor", track, frames, position, hostNs, ppm, dropped });
    }
    // The disk may take its time; the next second comes anyway.
    this.#journal.sync().catch(() => {});
    this.#keep();
  }

  /** The last record. */
  stopped({ frames, tracks }: SessionReport): void {
    const own = Math.max(0, frames - this.#firstFrame);
    // What the tracks came to is known of the whole session alone; a part has its own journal.
    const ofPart = this.#isFirst ? { tracks } : { tracks: {} };
    this.#note({ type: "stop", frames: own, ...ofPart });
    this.#keep();
  }

  /** Closes the journal. */
  [Symbol.dispose](): void {
    this.#journal[Symbol.dispose]();
  }

  #emitAt(t: RemoteTrack, atFrame: number, event: EventOfTrack): void {
    const atSeconds = atFrame / this.#options.rateHz;
    this.#options.onEvent({ ...event, track: t.track, atSeconds });
  }

  /** Puts the journal back if it was removed. */
  #keep(): void {
    try {
      this.#journal.keep();
    } catch {
      // Something else has its name, or nothing can be written there now.
    }
  }

  #note(record: JournalRecord): void {
    try {
      this.#append(record);
    } catch {
      // The next record begins a new line.
    }
  }

  /** @param record by the session's frames */
  #append(record: JournalRecord): void {
    if (!("atFrame" in record)) return this.#journal.append(record);
    const placed = { ...record, atFrame: Math.max(0, record.atFrame - this.#firstFrame) };
    this.#placed.push(placed);
    this.#journal.append(placed);
  }
}

function openedRecord({ track, name, rateHz, channels }: RemoteTrack): JournalRecord {
  return { type: "opened", track, name, rateHz, channels };
}

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
