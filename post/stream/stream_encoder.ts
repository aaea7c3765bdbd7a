/** Samples to the bytes of a stream that has no end yet. */
import { encodeSamples, SAMPLE_BYTES } from "../../formats/sample_encoder.ts";
import { growingWavHeader } from "../../formats/wav_header.ts";
import type { ByteQueue } from "./byte_queue.ts";

/** What becomes of the samples. */
export interface StreamEncoder {
  /** Frames that were pushed, and are still on this side of the reader as far as it is known. */
  readonly waitingFrames: number;
  /** Takes interleaved samples within ±1, of which the buffer is kept; never waits. */
  push(samples: Float32Array<ArrayBuffer>): void;
  /** No more come: resolves when all bytes are in the queue. */
  end(): Promise<void>;
  /** Gives up what is under way. */
  close(): void;
  /** Rejects when it cannot go on; does not resolve before the end. */
  readonly failure: Promise<never>;
}

/** A WAV whose header leaves its length open. */
export class WavStream implements StreamEncoder {
  readonly failure: Promise<never> = new Promise<never>(() => {});
  readonly #queue: ByteQueue;
  readonly #encoding: "pcm16" | "pcm24";
  readonly #frameBytes: number;

  constructor(queue: ByteQueue, o: { rateHz: number; channels: 1 | 2; bits: 16 | 24 }) {
    const { rateHz, channels } = o;
    this.#queue = queue;
    const encoding = this.#encoding = o.bits === 16 ? "pcm16" : "pcm24";
    this.#frameBytes = channels * SAMPLE_BYTES[this.#encoding];
    queue.push(growingWavHeader({ rateHz, channels, encoding }).bytes);
  }

  get waitingFrames(): number {
    return this.#queue.waitingBytes / this.#frameBytes;
  }

  push(samples: Float32Array): void {
    this.#queue.push(encodeSamples(samples, this.#encoding));
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    // It has nothing of its own.
  }
}
