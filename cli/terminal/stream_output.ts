/** Text to the streams of the process, which never holds the program up. */
import { writeAll } from "../../formats/write_all.ts";
import { within } from "../../capture/ground/deadline.ts";

/** Somewhere to write text to. */
export interface Output {
  /** A terminal that is moved about in with control sequences. */
  readonly isTerminal: boolean;
  /** Width of the terminal, columns; 80 where there is none. */
  readonly columns: number;
  /** True while earlier text is still on its way: what may be left out, can be. */
  readonly busy: boolean;
  /** Never throws and never waits. */
  write(text: string): void;
  /** Resolves when everything is written, or cannot be, or after the time limit. */
  flush(limitMs?: number): Promise<void>;
}

/** What a stream of the process offers. */
export interface ByteStream {
  write(bytes: Uint8Array): Promise<number>;
  isTerminal(): boolean;
}

const FLUSH_LIMIT_MS = 2_000;
/** Text that waits for a reader that has stopped reading. */
const MOST_WAITING = 4_000;

/**
 * Writes to a standard stream without ever holding up the program.
 *
 * A reader that is slow (a terminal under Ctrl+S, a script that sleeps) makes text wait; one that has gone away (EPIPE)
 * makes the rest be dropped. Neither may stop a recording.
 */
export class StreamOutput implements Output {
  readonly isTerminal: boolean;
  readonly #stream: ByteStream;
  readonly #encoder = new TextEncoder();
  readonly #waiting: string[] = [];
  #writing: Promise<void> | undefined;
  #broken = false;

  /** @param isDumb no terminal but one that knows control sequences counts, and this one does not know them */
  constructor(stream: ByteStream, isDumb = false) {
    this.#stream = stream;
    this.isTerminal = !isDumb && stream.isTerminal();
  }

  get columns(): number {
    if (!this.isTerminal) return 80;
    try {
      return Deno.consoleSize().columns || 80;
    } catch {
      return 80; // A terminal that does not tell, such as a serial line.
    }
  }

  get busy(): boolean {
    return this.#waiting.length > 0;
  }

  write(text: string): void {
    if (this.#broken || text === "" || this.#waiting.length >= MOST_WAITING) return;
    this.#waiting.push(text);
    this.#writing ??= this.#drain();
  }

  async flush(limitMs = FLUSH_LIMIT_MS): Promise<void> {
    if (this.#writing) await within(limitMs, this.#writing, undefined);
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        // The first stays in the list until it is out, so that `busy` tells the truth.
        await writeAll(this.#stream, this.#encoder.encode(this.#waiting[0]));
        this.#waiting.shift();
      }
    } catch {
      this.#broken = true;
      this.#waiting.length = 0;
    }
    this.#writing = undefined;
  }
}
