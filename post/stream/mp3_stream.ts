/** An MP3 without end, by an ffmpeg that runs as long as the recording does. */
import { EncoderError } from "../encode/encoder_error.ts";
import type { ByteQueue } from "./byte_queue.ts";
import type { StreamEncoder } from "./stream_encoder.ts";

/** How it is encoded. */
export interface Mp3StreamOptions {
  readonly ffmpegPath: string;
  readonly rateHz: number;
  readonly channels: 1 | 2;
  readonly rate: { readonly bitrateKbps: number } | { readonly vbrQuality: number };
}

/** While so much waits for the reader, nothing is taken from ffmpeg, which then takes nothing either. */
const MOST_WAITING_BYTES = 64 * 1024;
/** Bytes of standard error that are kept. */
const STDERR_BYTES = 1_000;

/** Feeds ffmpeg, and puts what it makes into a queue. */
export class Mp3Stream implements StreamEncoder {
  readonly failure: Promise<never>;
  readonly #channels: number;
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #waiting: Float32Array<ArrayBuffer>[] = [];
  readonly #fail: (error: unknown) => void;
  readonly #collected: Promise<void>;
  #lastWords = "";
  #waitingFrames = 0;
  #feeding: Promise<void> | undefined;
  #isClosed = false;
  #isEnding = false;

  /** @throws what starting ffmpeg throws */
  constructor(queue: ByteQueue, options: Mp3StreamOptions) {
    ({ promise: this.failure, reject: this.#fail } = Promise.withResolvers<never>());
    // Who waits for it is told; where nobody does, it ends nothing.
    this.failure.catch(() => {});
    this.#channels = options.channels;
    this.#child = new Deno.Command(options.ffmpegPath, {
      args: streamArguments(options),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#writer.closed.catch(() => {});
    const words = this.#keepLastWords();
    this.#collected = this.#collect(queue);
    void this.#child.status.then(async ({ code, signal }) => {
      await words;
      if (this.#isEnding && code === 0) return;
      const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
      const said = this.#lastWords === "" ? "" : ` (${this.#lastWords})`;
      this.#fail(new EncoderError(`ffmpeg ${how}${said}`));
    });
  }

  get waitingFrames(): number {
    return this.#waitingFrames;
  }

  push(samples: Float32Array<ArrayBuffer>): void {
    if (this.#isClosed || samples.length === 0) return;
    this.#waiting.push(samples);
    this.#waitingFrames += samples.length / this.#channels;
    this.#feeding ??= this.#feed();
  }

  async end(): Promise<void> {
    while (this.#feeding) await this.#feeding;
    this.#isEnding = true;
    await this.#writer.close().catch(() => {});
    await this.#collected;
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting.length = 0;
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
  }

  async #feed(): Promise<void> {
    try {
      for (let samples = this.#waiting[0]; samples; samples = this.#waiting[0]) {
        // Every processor that Deno runs on is little-endian, as f32le is.
        await this.#writer.write(
          new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength),
        );
        this.#waiting.shift();
        this.#waitingFrames -= samples.length / this.#channels;
      }
    } catch {
      // Its end tells.
      this.#waiting.length = 0;
      this.#waitingFrames = 0;
    }
    this.#feeding = undefined;
  }

  async #collect(queue: ByteQueue): Promise<void> {
    try {
      for await (const bytes of this.#child.stdout) {
        queue.push(bytes);
        await queue.below(MOST_WAITING_BYTES);
      }
    } catch {
      // Its end tells.
    }
  }

  async #keepLastWords(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of this.#child.stderr) {
      this.#lastWords = `${this.#lastWords}${decoder.decode(bytes)}`.slice(-STDERR_BYTES).trim();
    }
  }
}

/** Without tags, which have no place in a stream; each packet is handed on as it is made. */
function streamArguments({ rateHz, channels, rate }: Mp3StreamOptions): string[] {
  const quality = "bitrateKbps" in rate
    ? ["-b:a", `${rate.bitrateKbps}k`]
    : ["-q:a", `${rate.vbrQuality}`];
  return [
    ...["-hide_banner", "-nostdin", "-loglevel", "error"],
    ...["-probesize", "32", "-analyzeduration", "0"],
    ...["-f", "f32le", "-ar", `${rateHz}`, "-ac", `${channels}`, "-i", "pipe:0"],
    ...["-c:a", "libmp3lame", ...quality, "-write_xing", "0", "-id3v2_version", "0"],
    ...["-flush_packets", "1", "-f", "mp3", "pipe:1"],
  ];
}
