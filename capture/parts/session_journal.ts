/** The journal of a session: of one part after the other, each in its own spool. */
import { type PerTrack, tracksOf } from "../ground/tracks.ts";
import { Journal, type JournalRecord } from "../spool/journal.ts";
import { carriedRecords, gapFrom, type PlacedRecord, zeroOfPart } from "./carried_records.ts";
import type { NextPart } from "./session_part.ts";

type StopRecord = Extract<JournalRecord, { type: "stop" }>;

/** What is known of a device when a part begins. */
export type DroppedFrames = PerTrack<number>;

/** Takes records by the session's frames; on the disk they count from where the stems of their part begin. */
export class SessionJournal implements Disposable {
  readonly #rateHz: number;
  #journal: Journal | undefined;
  #firstFrame = 0;
  /** Where the part itself begins. */
  #partFrame = 0;
  #isFirst = true;
  #zero: { readonly zeroNs: number; readonly startedAt: Date } | undefined;
  /** What was journalled of this part with a place. */
  #placed: PlacedRecord[] = [];
  /** Frames that each device had dropped when this part began. */
  #droppedBefore: DroppedFrames = {};

  /** @param rateHz of the stems */
  constructor(rateHz: number) {
    this.#rateHz = rateHz;
  }

  /** Whether it is that of the part with which the session begins. */
  get isFirst(): boolean {
    return this.#isFirst;
  }

  /**
   * Begins that of the first part.
   *
   * @throws {Deno.errors.AlreadyExists} when there is one already
   */
  create(path: string): void {
    this.#journal = Journal.create(path);
  }

  /** The session's first frame is this instant of its clock, and this moment of the calendar. */
  zero(zeroNs: number, startedAt: Date): void {
    this.#zero = { zeroNs, startedAt };
    this.note({ type: "zero", zeroNs, startedAt: startedAt.toISOString() });
  }

  /** So many frames of a stem are on the disk, and so many a device had dropped. */
  anchor(record: Extract<JournalRecord, { type: "anchor" }>): void {
    const frames = this.inPart(record.frames);
    const dropped = Math.max(0, record.dropped - (this.#droppedBefore[record.track] ?? 0));
    this.note({ ...record, frames, dropped });
  }

  /**
   * Goes on in the spool of the next part, which begins with what lasts from the part before.
   *
   * @param session what the next journal begins with
   * @param opened what it says of the devices
   * @param dropped by them so far
   * @returns resolves when both journals say so, on the disk
   * @throws as the file system does; the part before goes on then
   */
  async next(
    next: NextPart,
    session: JournalRecord,
    opened: readonly JournalRecord[],
    dropped: () => DroppedFrames,
  ): Promise<void> {
    const inBefore = (frame: number) => frame - this.#firstFrame;
    const inNext = (frame: number) => frame - next.stemsFromFrame;
    const journal = Journal.create(next.spool.journalPath);
    let saysEnd = false;
    try {
      journal.append(session);
      journal.append({
        type: "part",
        number: next.number,
        fromFrame: inNext(next.atFrame),
        encodeFromFrame: inNext(next.encodeFromFrame),
      });
      if (this.#zero) journal.append(zeroOfPart(this.#zero, next.stemsFromFrame / this.#rateHz));
      for (const record of opened) journal.append(record);
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
      saysEnd = true;
      this.#journal?.append({
        type: "split",
        atFrame: inBefore(next.atFrame),
        next: next.spool.folder,
        nextFromFrame: inBefore(next.stemsFromFrame),
      });
      await this.#journal?.syncAll();
      // What was marked and hushed while the disk took its time.
      while (noted < this.#placed.length) await carry();
      this.#journal?.[Symbol.dispose]();
      this.#placed = carried;
    } catch (error) {
      journal[Symbol.dispose]();
      if (saysEnd) this.note({ type: "unsplit" });
      throw error;
    }
    this.#journal = journal;
    this.#firstFrame = next.stemsFromFrame;
    this.#partFrame = next.atFrame;
    this.#isFirst = false;
    this.#droppedBefore = dropped();
  }

  /** A frame of the session in the part's own frames. */
  inPart(frame: number): number {
    return Math.max(0, frame - this.#firstFrame);
  }

  /** @throws as the file system does */
  append(record: JournalRecord): void {
    if (!("atFrame" in record)) return this.#journal?.append(record);
    for (const own of record.type === "gap" ? gapFrom(record, this.#firstFrame) : [record]) {
      // A mark whose text was typed over a split would be in no file: the part before has its journal closed.
      const fromFrame = own.type === "mark" ? this.#partFrame : 0;
      const placed = { ...own, atFrame: this.inPart(Math.max(own.atFrame, fromFrame)) };
      this.#placed.push(placed);
      this.#journal?.append(placed);
    }
  }

  /** Appends what is worth less than the sound: a journal that cannot be written disturbs nothing. */
  note(record: JournalRecord): void {
    try {
      this.append(record);
    } catch {
      // The next record begins a new line.
    }
  }

  /** The last record: what the session came to, and for what reason if that was somebody's decision. */
  stop({ frames, tracks }: Pick<StopRecord, "frames" | "tracks">, reason?: string): void {
    const lost: PerTrack<string> = {};
    for (const track of tracksOf(tracks)) {
      const why = tracks[track]?.lost;
      if (why !== undefined) lost[track] = why;
    }
    this.note({
      type: "stop",
      frames: this.inPart(frames),
      // What tracks came to is known of the whole session alone. That they are lost is said again of a later part: a full disk
      // may have kept it from being noted when it happened.
      ...(this.#isFirst ? { tracks } : { tracks: {}, lost }),
      ...(reason === undefined ? {} : { reason }),
    });
  }

  /** Has it put on the disk some time. */
  sync(): void {
    // The disk may take its time; the next second comes anyway.
    this.#journal?.sync().catch(() => {});
  }

  /**
   * Has all that was journalled put on the disk.
   *
   * @throws as the file system does
   */
  async syncAll(): Promise<void> {
    await this.#journal?.syncAll();
  }

  /** Puts it back if it was removed. */
  keep(): void {
    try {
      this.#journal?.keep();
    } catch {
      // Something else has its name, or nothing can be written there now.
    }
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.#journal?.[Symbol.dispose]();
  }
}
