/** The last seconds of a stem, in memory. */
import type { FrameReader } from "../ground/stem_readers.ts";

/** Keeps the newest frames; what was pushed out is silence, and what has not come is not there. */
export class SampleRing implements FrameReader {
  readonly #channels: number;
  readonly #ring: Float32Array;
  readonly #capacity: number;
  #frames = 0;

  /** @param capacityFrames how many are kept; at least as many as one `push` brings */
  constructor(channels: number, capacityFrames: number) {
    this.#channels = channels;
    this.#capacity = capacityFrames;
    this.#ring = new Float32Array(capacityFrames * channels);
  }

  /** Frames so far, with those that are forgotten. */
  get frames(): number {
    return this.#frames;
  }

  /** Takes interleaved samples. */
  push(samples: Float32Array): void {
    const at = this.#frames % this.#capacity * this.#channels;
    const first = samples.subarray(0, this.#ring.length - at);
    this.#ring.set(first, at);
    this.#ring.set(samples.subarray(first.length), 0);
    this.#frames += samples.length / this.#channels;
  }

  read(startFrame: number, frames: number, into?: Float32Array): Float32Array {
    const count = Math.max(0, Math.min(frames, this.#frames - startFrame));
    const samples = into?.subarray(0, count * this.#channels) ??
      new Float32Array(count * this.#channels);
    const from = Math.max(startFrame, this.#frames - this.#capacity);
    const forgotten = Math.min(count, Math.max(0, from - startFrame)) * this.#channels;
    samples.fill(0, 0, forgotten);
    const kept = samples.subarray(forgotten);
    const at = from % this.#capacity * this.#channels;
    const first = this.#ring.subarray(at, Math.min(this.#ring.length, at + kept.length));
    kept.set(first);
    kept.set(this.#ring.subarray(0, kept.length - first.length), first.length);
    return samples;
  }
}
