/**
 * What happened in a session, line by line, so that it can be finished by somebody else.
 *
 * One JSON object a line, appended and never changed. A crash may tear the last line: that is normal. Times are
 * session frames (`atFrame`) or host nanoseconds (`…Ns`). Records of a kind that a reader does not know are skipped,
 * so that an older confrec can finish what a newer one began.
 */
import { dirname } from "node:path";
import { z } from "zod";
import { isAt } from "../../formats/is_at.ts";
import { writeAllSync } from "../../formats/write_all.ts";
import { copyFile } from "./copy_file.ts";
import { putBack } from "./put_back.ts";
import { removeIfThere } from "./remove_if_there.ts";
import type { SourceChoice } from "../source/source.ts";

const track = z.enum(["mic", "system"]);
const frame = z.int().min(0);

const anchorRecord = z.object({
  type: z.literal("anchor"),
  track,
  /** Stem frames written. */
  frames: frame,
  /** Device frames so far, and the host time at which they had come, ns. */
  position: frame,
  hostNs: z.number(),
  ppm: z.number(),
  dropped: frame,
});

const source = z.object({
  name: z.string(),
  /** As it was asked for. */
  kind: z.enum(["device", "file"]),
  stream: z.enum(["input", "loopback"]).optional(),
  id: z.string().optional(),
  path: z.string().optional(),
});

const trackReport = z.object({
  name: z.string(),
  frames: frame,
  dropped: frame,
  /** Not in journals of confrec 0.1. */
  unplacedFrames: frame.optional(),
  gaps: z.object({ count: frame, seconds: z.number() }),
  ppm: z.number(),
  startOffsetSeconds: z.number(),
  lost: z.string().optional(),
});

/** The kinds of records, distinguished by `type`. */
export const JournalRecord = z.discriminatedUnion("type", [
  /** The first: what was to be recorded, by whom. */
  z.object({
    type: z.literal("session"),
    version: z.literal(1),
    /** Wall time of the start, ISO 8601, and the process. */
    startedAt: z.string(),
    pid: z.int(),
    rateHz: z.int().min(1),
    tracks: z.partialRecord(track, source),
    /** What the finished file is to be, as the command line says it; the session only keeps it. */
    settings: z.record(z.string(), z.json()),
  }),
  /** The session's first frame is this instant. */
  z.object({ type: z.literal("zero"), zeroNs: z.number(), startedAt: z.string() }),
  /** A source was opened. */
  z.object({
    type: z.literal("opened"),
    track,
    name: z.string(),
    rateHz: z.number(),
    channels: z.int(),
  }),
  anchorRecord,
  /** Silence was put where nothing was heard. */
  z.object({ type: z.literal("gap"), track, atFrame: frame, frames: frame, cause: z.string() }),
  /** A source's channels become the stem's in another way than before (see `dsp/safe_fold.ts`). */
  z.object({
    type: z.literal("fold"),
    track,
    atFrame: frame,
    kind: z.enum(["sum", "opposed", "one"]),
    channel: z.int().min(1).optional(),
    side: z.enum(["left", "right"]).optional(),
  }),
  /** A source went away, came back, was replaced by the new default, or came to its end. */
  z.object({ type: z.literal("lost"), track, atFrame: frame, reason: z.string() }),
  z.object({ type: z.literal("back"), track, atFrame: frame, name: z.string() }),
  z.object({ type: z.literal("moved"), track, atFrame: frame, name: z.string() }),
  z.object({ type: z.literal("ended"), track, atFrame: frame }),
  /** Something was wrong with the sound of a side, or was not any more (see `sound_trouble.ts`). */
  z.object({
    type: z.literal("sound"),
    track,
    atFrame: frame,
    kind: z.string(),
    state: z.enum(["begun", "ended"]),
  }),
  /** Somebody marked this moment; the text may be empty. */
  z.object({ type: z.literal("mark"), atFrame: frame, text: z.string() }),
  /** The last: the stems are whole. */
  z.object({
    type: z.literal("stop"),
    frames: frame,
    tracks: z.partialRecord(track, trackReport),
  }),
  /** Behind the last: the finished file stands at its place, read back and whole. */
  z.object({
    type: z.literal("published"),
    out: z.string(),
    bytes: z.int().min(0),
    /** The stems are to be kept, whether the settings say so or not. */
    keepStems: z.boolean().optional(),
  }),
]);

export type JournalRecord = z.infer<typeof JournalRecord>;

/** How a session's source is journalled. */
export type JournalSource = z.infer<typeof source>;

/** Longest line that is taken for a record, bytes; settings and device names fit many times over. */
const MAX_LINE_BYTES = 65_536;

/** Appends records. */
export class Journal implements Disposable {
  readonly #encoder = new TextEncoder();
  readonly #path: string;
  #file: Deno.FsFile | undefined;
  #torn = false;
  #syncing: Promise<void> | undefined;

  private constructor(path: string, file: Deno.FsFile) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * @throws {Deno.errors.AlreadyExists} when there is one
   */
  static create(path: string): Journal {
    return new Journal(path, openNew(path));
  }

  /** Goes on with the journal of a session that did not finish; what a crash tore is left behind. */
  static open(path: string): Journal {
    const file = Deno.openSync(path, { append: true, create: true, mode: 0o600 });
    const journal = new Journal(path, file);
    journal.#torn = true;
    return journal;
  }

  /**
   * Writes one record; after `close` nothing.
   *
   * @throws {Error} as the file system does; the next record is whole all the same
   */
  append(record: JournalRecord): void {
    if (this.#file === undefined) return;
    const line = this.#encoder.encode(`${this.#torn ? "\n" : ""}${JSON.stringify(record)}\n`);
    this.#torn = true;
    writeAllSync(this.#file, line);
    this.#torn = false;
  }

  /**
   * Has the operating system put on disk what was written; must not be waited for where time counts.
   *
   * One at a time: while one runs, it is the answer, though it may miss what was written last. On a disk that hangs each
   * more would take a thread.
   */
  sync(): Promise<void> {
    this.#syncing ??= this.#syncNow().finally(() => this.#syncing = undefined);
    return this.#syncing;
  }

  /** The same for all that was written before this call: one that runs already is waited for, and then one more. */
  async syncAll(): Promise<void> {
    await this.#syncing?.catch(() => {});
    await this.sync();
  }

  /**
   * Makes the file anew, with all that is in it, when somebody has removed or moved it.
   *
   * @throws {Error} as the file system does; the old file is written to then
   */
  keep(): void {
    const old = this.#file;
    if (old === undefined || isAt(old, this.#path)) return;
    putBack(dirname(this.#path));
    const copy = openNew(this.#path);
    try {
      copyFile(old, copy);
    } catch (error) {
      copy.close();
      // Half a journal would be in the way of the next attempt.
      removeIfThere(this.#path);
      throw error;
    }
    this.#file = copy;
    old.close();
  }

  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = undefined;
  }

  async #syncNow(): Promise<void> {
    await this.#file?.syncData();
  }
}

/** Readable too, so that it can be made anew. */
function openNew(path: string): Deno.FsFile {
  return Deno.openSync(path, { read: true, append: true, createNew: true, mode: 0o600 });
}

/** What was read of a journal. */
export interface JournalLine {
  /** `undefined` when there is a fault. */
  readonly record: JournalRecord | undefined;
  /**
   * Why there is no record. `torn`: the last line has no end, as any crash may leave it. `unknown`: a later version writes
   * such records. `damaged`: what was written there cannot be read.
   */
  readonly fault: "torn" | "unknown" | "damaged" | undefined;
  /** Bytes of the line, its end included. */
  readonly bytes: number;
}

/**
 * Reads a journal, however a crash left it, with bounded memory.
 *
 * @throws {Deno.errors.NotFound} when there is none
 */
export function* readJournal(path: string): Generator<JournalLine> {
  using file = Deno.openSync(path);
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(MAX_LINE_BYTES);
  let waiting = 0;
  let tooLong = 0;
  for (;;) {
    const got = file.readSync(buffer.subarray(waiting));
    const end = waiting + (got ?? 0);
    let from = 0;
    for (let at = buffer.indexOf(10, from); at >= 0 && at < end; at = buffer.indexOf(10, from)) {
      const read = tooLong > 0 ? DAMAGED : readLine(decoder.decode(buffer.subarray(from, at)));
      if (at > from || tooLong > 0) yield { ...read, bytes: tooLong + at + 1 - from };
      tooLong = 0;
      from = at + 1;
    }
    if (got === null) {
      const bytes = tooLong + end - from;
      if (bytes > 0) yield { record: undefined, fault: "torn", bytes };
      return;
    }
    buffer.copyWithin(0, from, end);
    waiting = end - from;
    if (waiting === buffer.length) {
      tooLong += waiting;
      waiting = 0;
    }
  }
}

const DAMAGED = { record: undefined, fault: "damaged" } as const;
const KINDS = new Set<unknown>(JournalRecord.options.map(({ shape }) => shape.type.value));

function readLine(line: string): Omit<JournalLine, "bytes"> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return DAMAGED;
  }
  const record = JournalRecord.safeParse(json).data;
  if (record !== undefined) return { record, fault: undefined };
  return isOfLaterKind(json) ? { record: undefined, fault: "unknown" } : DAMAGED;
}

function isOfLaterKind(json: unknown): boolean {
  if (typeof json !== "object" || json === null || !("type" in json)) return false;
  return typeof json.type === "string" && !KINDS.has(json.type);
}

/** What a journal calls the source of a track. */
export function journalSource(choice: SourceChoice): JournalSource {
  if (choice.kind === "file") return { name: choice.path, kind: "file", path: choice.path };
  const { kind, name, stream, id } = choice;
  return { name, kind, stream, ...(id === undefined ? {} : { id }) };
}
