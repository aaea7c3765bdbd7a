/** Text to the streams of the process, which never holds the program up. */
import { writeAll } from "../../formats/write_all.ts";
import { systemTrouble } from "../../ffi/system/system_error.ts";
import { within } from "../../capture/ground/deadline.ts";

/** Somewhere to write text to. */
export interface Output {
  /** A terminal: a person reads. */
  readonly isTerminal: boolean;
  /** One that is moved about in with control sequences. */
  readonly canDraw: boolean;
  /** Width of the terminal, columns; 80 where there is none. */
  readonly columns: number;
  /** Height of the terminal, lines; 24 where there is none. */
  readonly rows: number;
  /** False while the terminal belongs to another job, and nothing should be drawn on it. */
  readonly isForeground: boolean;
  /** Whether the terminal knows more than ASCII. */
  readonly isUtf8: boolean;
  /** True while earlier text is still on its way: what may be left out, can be. */
  readonly busy: boolean;
  /** Resolves when the reader has gone, which is noticed when something is written; never otherwise. */
  readonly gone: Promise<void>;
  /** Why the system takes no more of it, as a clause: a full disk, say. Nothing when only the reader has gone. */
  readonly trouble?: string | undefined;
  /** Never throws and never waits. */
  write(text: string): void;
  /** Shows a text on a terminal, until the next is written. */
  announce(text: string): void;
  /** Resolves when everything is written, or cannot be, or after the time limit. */
  flush(limitMs?: number): Promise<void>;
}

/** What a stream of the process offers. */
export interface ByteStream {
  write(bytes: Uint8Array): Promise<number>;
  isTerminal(): boolean;
}

const FLUSH_LIMIT_MS = 2_000;
const USUAL_SIZE = { columns: 80, rows: 24 } as const;
/** Text that waits for a reader that has stopped reading. */
const MOST_WAITING = 4_000;

/** What is known of a terminal. */
export interface TerminalFacts {
  /** It knows no control sequences. */
  readonly isDumb?: boolean;
  readonly isUtf8?: boolean;
  /** Whether it belongs to the job that this is. */
  isForeground?(): boolean;
  /** Where the rest goes when the reader has gone, if there is such a place. */
  spare?(): Pick<ByteStream, "write"> | undefined;
}

/**
 * Writes to a standard stream without ever holding up the program.
 *
 * A reader that is slow (a terminal under Ctrl+S, a script that sleeps) makes text wait; one that has gone away (EPIPE)
 * makes the rest be dropped, or go elsewhere. Neither may stop a recording.
 */
export class StreamOutput implements Output {
  readonly isTerminal: boolean;
  readonly canDraw: boolean;
  readonly isUtf8: boolean;
  readonly #facts: TerminalFacts;
  #stream: Pick<ByteStream, "write">;
  readonly #encoder = new TextEncoder();
  readonly #waiting: string[] = [];
  #writing: Promise<void> | undefined;
  #broken = false;
  #hasLeft = false;
  readonly gone: Promise<void>;
  readonly #resolveGone: () => void;
  #isAnnounced = false;
  #trouble: string | undefined;

  constructor(stream: ByteStream, facts: TerminalFacts = {}) {
    this.#stream = stream;
    ({ promise: this.gone, resolve: this.#resolveGone } = Promise.withResolvers<void>());
    this.#facts = facts;
    this.isTerminal = stream.isTerminal();
    this.canDraw = !facts.isDumb && this.isTerminal;
    this.isUtf8 = facts.isUtf8 ?? true;
  }

  get columns(): number {
    return this.#size.columns || USUAL_SIZE.columns;
  }

  get rows(): number {
    return this.#size.rows || USUAL_SIZE.rows;
  }

  get #size(): { columns: number; rows: number } {
    if (!this.isTerminal) return USUAL_SIZE;
    try {
      return Deno.consoleSize();
    } catch {
      return USUAL_SIZE; // A terminal that does not tell, such as a serial line.
    }
  }

  get isForeground(): boolean {
    return !this.isTerminal || (this.#facts.isForeground?.() ?? true);
  }

  get trouble(): string | undefined {
    return this.#trouble;
  }

  get busy(): boolean {
    return this.#waiting.length > 0;
  }

  write(text: string): void {
    if (this.#broken || text === "" || this.#waiting.length >= MOST_WAITING) return;
    this.#waiting.push(this.#isAnnounced ? `\r\x1b[K${text}` : text);
    this.#isAnnounced = false;
    this.#writing ??= this.#drain();
  }

  announce(text: string): void {
    if (!this.canDraw || !this.isForeground) return;
    this.write(text);
    this.#isAnnounced = true;
  }

  async flush(limitMs = FLUSH_LIMIT_MS): Promise<void> {
    // Nothing came of it.
    if (this.#isAnnounced) this.write("\r");
    if (this.#writing) await within(limitMs, this.#writing, undefined);
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      try {
        // The first stays in the list until it is out, so that `busy` tells the truth.
        await writeAll(this.#stream, this.#encoder.encode(this.#waiting[0]));
        this.#waiting.shift();
      } catch (error) {
        this.#leave(error);
      }
    }
    this.#writing = undefined;
  }

  #leave(error: unknown): void {
    // A full disk is no reader that has gone.
    this.#trouble ??= systemTrouble(error)?.why;
    if (this.#trouble === undefined) this.#resolveGone();
    const spare = this.#hasLeft ? undefined : this.#facts.spare?.();
    this.#hasLeft = true;
    if (spare !== undefined) {
      this.#stream = spare;
    } else {
      this.#broken = true;
      this.#waiting.length = 0;
    }
  }
}
