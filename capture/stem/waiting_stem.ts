/** A stem in memory, until it is known from where on it is wanted. */
import { STEM_CHANNELS, type TrackName } from "../ground/tracks.ts";
import type { Stem } from "./stem.ts";

/** Silence written at a time where a stem has to begin before what is remembered, frames. */
const ZERO_FRAMES = 48_000;

/** What a waiting stem is made for. */
export interface WaitingStemOptions {
  readonly track: TrackName;
  /** What is remembered, frames. */
  readonly frames: number;
  /** Where it begins. */
  readonly fromFrame?: number;
}

/**
 * Remembers the last frames, and nothing reaches the disk; from `keep` on it is another stem, which begins with a frame
 * that is remembered.
 */
export class WaitingStem implements Stem {
  readonly #channels: number;
  /** Interleaved, by frame modulo its length. */
  #ring: Float32Array;
  readonly #capacity: number;
  readonly #firstFrame: number;
  #frames: number;
  /** What is kept, and the frame with which that begins. */
  #kept: Stem | undefined;
  #fromFrame = 0;

  constructor({ track, frames, fromFrame = 0 }: WaitingStemOptions) {
    this.#firstFrame = this.#frames = fromFrame;
    this.#channels = STEM_CHANNELS[track];
    this.#capacity = frames;
    this.#ring = new Float32Array(frames * this.#channels);
  }

  /** All that was heard, also what nobody remembers; once it is kept, what is in the stem. */
  get frames(): number {
    return this.#kept?.frames ?? this.#frames;
  }

  /** Whether what is heard is kept. */
  get isKept(): boolean {
    return this.#kept !== undefined;
  }

  write(samples: Float32Array): void {
    const channels = this.#channels;
    const from = this.#frames;
    this.#frames += samples.length / channels;
    if (this.#kept !== undefined) {
      const skipped = Math.max(0, this.#fromFrame - from) * channels;
      if (skipped < samples.length) this.#kept.write(samples.subarray(skipped));
      return;
    }
    const rest = samples.subarray(Math.max(0, samples.length - this.#ring.length));
    const at = ((this.#frames - rest.length / channels) % this.#capacity) * channels;
    const first = Math.min(rest.length, this.#ring.length - at);
    this.#ring.set(rest.subarray(0, first), at);
    this.#ring.set(rest.subarray(first), 0);
  }

  silence(frames: number): void {
    if (this.#kept === undefined) {
      const most = Math.min(frames, this.#capacity);
      this.#frames += frames - most;
      this.write(new Float32Array(most * this.#channels));
      return;
    }
    const skipped = Math.min(frames, Math.max(0, this.#fromFrame - this.#frames));
    this.#frames += frames;
    if (skipped < frames) this.#kept.silence(frames - skipped);
  }

  /**
   * From a frame on, what was heard and what will be is written to a stem.
   *
   * @param fromFrame its first; what is not remembered any more is silent
   */
  keep(fromFrame: number, stem: Stem): void {
    this.#kept = stem;
    this.#fromFrame = fromFrame;
    const oldest = Math.max(this.#firstFrame, this.#frames - this.#capacity);
    for (let at = fromFrame; at < Math.min(oldest, this.#frames); at += ZERO_FRAMES) {
      stem.silence(Math.min(ZERO_FRAMES, oldest - at));
    }
    for (let at = Math.max(fromFrame, oldest); at < this.#frames;) {
      const slot = at % this.#capacity;
      const count = Math.min(this.#capacity - slot, this.#frames - at, ZERO_FRAMES);
      stem.write(this.#ring.subarray(slot * this.#channels, (slot + count) * this.#channels));
      at += count;
    }
    this.#ring = new Float32Array(0);
  }

  sync(): void {
    this.#kept?.sync();
  }

  get isInPlace(): boolean {
    return this.#kept?.isInPlace ?? true;
  }

  prepare(): boolean {
    return this.#kept?.prepare() ?? false;
  }

  finish(): void {
    this.#kept?.finish();
  }

  [Symbol.dispose](): void {
    this.#kept?.[Symbol.dispose]();
  }
}
