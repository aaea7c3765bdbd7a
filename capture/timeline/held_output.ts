// deno-lint-ignore-file no-non-null-assertion -- hot loops index within bounds
import { raisedCosine } from "../../dsp/fade.ts";

const FADE_SECONDS = 0.005;
/** Frames that may wait for their instant to have passed. */
const ROOM_SECONDS = 3;
/** Silence is long from here on: a machine that slept leaves hours of it. */
const LONG_SECONDS = 1;

/** What a {@link HeldOutput} is made for. */
export interface HeldOutputOptions {
  rateHz: number;
  channels: number;
  /** Takes the next frames, interleaved; valid during the call. */
  write(samples: Float32Array): void;
  /** Takes long silence instead of `write`, if there is one. */
  silence?(frames: number): void;
  /** What somebody else has written before, frames. */
  fromFrame?: number;
}

/**
 * The last station of a track: keeps its newest frames back, so that an edge can still be faded before silence (5 ms,
 * raised cosine), and so that nothing is written beyond an end that is told in time.
 */
export class HeldOutput {
  readonly #channels: number;
  readonly #write: (samples: Float32Array) => void;
  readonly #silence: ((frames: number) => void) | undefined;
  readonly #longFrames: number;
  readonly #fade: Float32Array;
  /** Interleaved frames that wait, in order, from 0 on. */
  readonly #waiting: Float32Array;
  readonly #room: number;
  readonly #zeros: Float32Array;
  #held = 0;
  #written = 0;
  /** Frame at which the present sound began. */
  #soundFrom = 0;
  #fadingIn = false;
  #end = Infinity;

  constructor(options: HeldOutputOptions) {
    this.#channels = options.channels;
    this.#write = options.write;
    this.#silence = options.silence;
    this.#longFrames = LONG_SECONDS * options.rateHz;
    this.#written = this.#soundFrom = options.fromFrame ?? 0;
    this.#fadingIn = this.#written > 0;
    this.#fade = raisedCosine(Math.round(FADE_SECONDS * options.rateHz));
    this.#room = Math.ceil(ROOM_SECONDS * options.rateHz);
    this.#waiting = new Float32Array(this.#room * options.channels);
    this.#zeros = new Float32Array(Math.ceil(options.rateHz / 10) * options.channels);
  }

  /** Frames given to `write`. */
  get written(): number {
    return Math.min(this.#written, this.#end);
  }

  /** Frames so far, written or held. */
  get frames(): number {
    return this.#written + this.#held;
  }

  /** Adds sound. */
  append(samples: Float32Array): void {
    const channels = this.#channels;
    let from = 0;
    while (from < samples.length) {
      if (this.#held === this.#room) this.#pass(this.#room - this.#fade.length);
      const frames = Math.min((samples.length - from) / channels, this.#room - this.#held);
      const at = this.#held * channels;
      this.#waiting.set(samples.subarray(from, from + frames * channels), at);
      if (this.#fadingIn) this.#fadeIn(this.#held, frames);
      this.#held += frames;
      from += frames * channels;
    }
  }

  /** Adds silence; the sound on either side of it (or of the place, for 0 frames) is faded. Nothing is held after it. */
  silence(frames: number): void {
    this.fadeOut();
    this.#pass(this.#held);
    for (let left = frames - this.#giveLong(frames); left > 0;) {
      const now = Math.min(left, this.#zeros.length / this.#channels);
      this.#give(this.#zeros.subarray(0, now * this.#channels));
      left -= now;
    }
    this.#soundFrom = this.#written;
    this.#fadingIn = this.#written > 0;
  }

  /** Fades what is held at its end, if that is sound. */
  fadeOut(): void {
    const channels = this.#channels;
    const sound = Math.min(this.#held, this.frames - this.#soundFrom);
    const frames = Math.min(this.#fade.length, sound);
    for (let i = 0; i < frames; i++) {
      const gain = this.#fade[i]!;
      const frame = this.#held - 1 - i;
      for (let s = frame * channels; s < (frame + 1) * channels; s++) {
        this.#waiting[s] = this.#waiting[s]! * gain;
      }
    }
  }

  /** Writes what lies before session frame `frame`, but for the last 5 ms. */
  release(frame: number): void {
    const most = this.#held - this.#fade.length;
    this.#pass(Math.max(0, Math.min(most, Math.floor(frame) - this.#written)));
  }

  /** Nothing from `frame` on is written any more. Returns the end that can be kept. */
  endAt(frame: number): number {
    this.#end = Math.max(frame, this.written);
    return this.#end;
  }

  /** Writes all that is held. */
  flush(): void {
    this.#pass(this.#held);
  }

  #fadeIn(at: number, frames: number): void {
    const channels = this.#channels;
    const done = this.frames - this.#soundFrom;
    const fading = Math.min(frames, this.#fade.length - done);
    for (let i = 0; i < fading; i++) {
      const gain = this.#fade[done + i]!;
      for (let s = (at + i) * channels; s < (at + i + 1) * channels; s++) {
        this.#waiting[s] = this.#waiting[s]! * gain;
      }
    }
    if (done + frames >= this.#fade.length) this.#fadingIn = false;
  }

  /** Writes the oldest `frames` of what is held. */
  #pass(frames: number): void {
    if (frames <= 0) return;
    this.#give(this.#waiting.subarray(0, frames * this.#channels));
    this.#waiting.copyWithin(0, frames * this.#channels, this.#held * this.#channels);
    this.#held -= frames;
  }

  /** @returns how many frames of silence were given in one go: all or none */
  #giveLong(frames: number): number {
    if (this.#silence === undefined || frames < this.#longFrames) return 0;
    const room = Math.min(frames, this.#end - this.#written);
    if (room > 0) this.#silence(room);
    this.#written += frames;
    return frames;
  }

  #give(samples: Float32Array): void {
    const frames = samples.length / this.#channels;
    const room = Math.min(frames, this.#end - this.#written);
    if (room > 0) this.#write(samples.subarray(0, room * this.#channels));
    this.#written += frames;
  }
}
