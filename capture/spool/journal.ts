/**
 * What happened in a session, line by line, so that it can be finished by somebody else.
 *
 * One JSON object a line, appended and never changed. A crash may tear the last line: that is normal. Times are
 * session frames (`atFrame`) or host nanoseconds (`…Ns`). Records of a kind that a reader does not know are skipped,
 * so that an older confrec can finish what a newer one began.
 */
import { dirname } from "node:path";
import { isAt } from "../../formats/is_at.ts";
import { writeAllSync } from "../../formats/write_all.ts";
import { copyFile } from "./copy_file.ts";
import { JournalRecord } from "./journal_record.ts";
import { putBack } from "./put_back.ts";
import { removeIfThere } from "./remove_if_there.ts";

export { JournalRecord, journalSource } from "./journal_record.ts";

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
