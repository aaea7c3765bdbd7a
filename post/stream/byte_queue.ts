/** Bytes on their way to a reader who may be slow, or gone: they wait here, and hold nothing up. */
import { writeAll } from "../../formats/write_all.ts";

/** Where the bytes go: a standard stream of the process, or another. */
export interface ByteSink {
  /** May never resolve, when nobody reads; rejects when the reader has gone, or when a disk behind it is full. */
  write(bytes: Uint8Array): Promise<number>;
  /** What is written there nobody gets. */
  readonly isNowhere?: boolean;
}

/** Writes in order, one after the other. */
export class ByteQueue {
  /** Resolves when the reader has gone, with what the system says of it, and never otherwise. */
  readonly gone: Promise<unknown>;
  readonly #sink: ByteSink;
  readonly #waiting: Uint8Array[] = [];
  readonly #resolveGone: (error: unknown) => void;
  #bytes = 0;
  #written = 0;
  #writing: Promise<void> | undefined;
  #isGone = false;
  #listeners: (() => void)[] = [];

  constructor(sink: ByteSink) {
    this.#sink = sink;
    ({ promise: this.gone, resolve: this.#resolveGone } = Promise.withResolvers<unknown>());
  }

  /** Bytes that the reader has not taken. */
  get waitingBytes(): number {
    return this.#bytes;
  }

  /** Bytes that it has. */
  get writtenBytes(): number {
    return this.#written;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Never throws and never waits; what nobody will read is dropped. */
  push(bytes: Uint8Array): void {
    if (this.#isGone || bytes.length === 0) return;
    this.#waiting.push(bytes);
    this.#bytes += bytes.length;
    this.#writing ??= this.#drain();
  }

  /** Resolves once all that waits is written, or cannot be. */
  async empty(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  /** Resolves once no more than so many bytes wait. */
  async below(bytes: number): Promise<void> {
    while (this.#bytes > bytes) {
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
    }
  }

  async #drain(): Promise<void> {
    try {
      for (let bytes = this.#waiting[0]; bytes; bytes = this.#waiting[0]) {
        await writeAll(this.#sink, bytes);
        this.#waiting.shift();
        this.#bytes -= bytes.length;
        this.#written += bytes.length;
        this.#tell();
      }
    } catch (error) {
      this.#isGone = true;
      this.#waiting.length = 0;
      this.#bytes = 0;
      this.#resolveGone(error);
      this.#tell();
    }
    this.#writing = undefined;
  }

  #tell(): void {
    for (const listener of this.#listeners.splice(0)) listener();
  }
}
