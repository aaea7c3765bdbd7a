/** A queue of frames that wait for their place. */

/** Interleaved frames, first in, first out, in one buffer of fixed size. */
export class SampleQueue {
  readonly #channels: number;
  readonly #buffer: Float32Array;
  /** The most frames that it takes. */
  readonly capacity: number;
  #from = 0;
  #frames = 0;

  constructor(capacityFrames: number, channels: number) {
    this.capacity = capacityFrames;
    this.#channels = channels;
    this.#buffer = new Float32Array(capacityFrames * channels);
  }

  /** Frames inside. */
  get frames(): number {
    return this.#frames;
  }

  /** Copies `frames` frames in; no more than `capacity` minus `frames`. */
  push(samples: Float32Array, frames: number): void {
    // Seldom does much wait: the rest of the buffer is never touched then, and takes no memory.
    if (this.#frames === 0) this.#from = 0;
    const to = (this.#from + this.#frames) % this.capacity;
    const straight = Math.min(frames, this.capacity - to) * this.#channels;
    this.#buffer.set(samples.subarray(0, straight), to * this.#channels);
    this.#buffer.set(samples.subarray(straight, frames * this.#channels), 0);
    this.#frames += frames;
  }

  /** Takes up to `frames` frames out: a view, valid until the next `push`, and perhaps shorter than what is inside. */
  take(frames: number): Float32Array {
    const now = Math.min(frames, this.#frames, this.capacity - this.#from);
    const at = this.#from * this.#channels;
    this.#from = (this.#from + now) % this.capacity;
    this.#frames -= now;
    return this.#buffer.subarray(at, at + now * this.#channels);
  }
}
