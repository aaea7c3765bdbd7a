// deno-lint-ignore-file no-non-null-assertion -- hot loops index within bounds
/** The last 20 ms of a track, which may still be faded or cut. */
import { raisedCosine } from "../../dsp/fade.ts";

const FADE_SECONDS = 0.005;
/** Frames that may wait for their instant to have passed; more only behind an end. */
const CAPACITY_SECONDS = 3;
/** Silence is long from here on: a machine that slept leaves hours of it. */
const LONG_SECONDS = 1;

/** What a {@link BufferedOutput} is made for. */
export interface BufferedOutputOptions {
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
 * raised cosine), and so that nothing is written beyond an end that is announced in time. What lies behind that end is
 * kept, too: the end may become a later one.
 */
export class BufferedOutput {
  readonly #channels: number;
  readonly #write: (samples: Float32Array) => void;
  readonly #silence: ((frames: number) => void) | undefined;
  readonly #longFrames: number;
  readonly #fade: Float32Array;
  /** Interleaved frames that wait, in order, from 0 on. */
  #waiting: Float32Array;
  #capacity: number;
  readonly #zeros: Float32Array;
  #buffered = 0;
  #written = 0;
  /** Frame at which the present sound began. */
  #soundFrom = 0;
  #fadingIn = false;
  #end = Infinity;

  constructor(options: BufferedOutputOptions) {
    this.#channels = options.channels;
    this.#write = options.write;
    this.#silence = options.silence;
    this.#longFrames = LONG_SECONDS * options.rateHz;
    this.#written = this.#soundFrom = options.fromFrame ?? 0;
    this.#fadingIn = this.#written > 0;
    this.#fade = raisedCosine(Math.round(FADE_SECONDS * options.rateHz));
    this.#capacity = Math.ceil(CAPACITY_SECONDS * options.rateHz);
    this.#waiting = new Float32Array(this.#capacity * options.channels);
    this.#zeros = new Float32Array(Math.ceil(options.rateHz / 10) * options.channels);
  }

  /** Frames given to `write`. */
  get written(): number {
    return Math.min(this.#written, this.#end);
  }

  /** Frames so far, written or buffered. */
  get frames(): number {
    return this.#written + this.#buffered;
  }

  /** Adds sound. */
  append(samples: Float32Array): void {
    const channels = this.#channels;
    let from = 0;
    while (from < samples.length) {
      if (this.#buffered === this.#capacity) this.#makeSpace();
      const frames = Math.min((samples.length - from) / channels, this.#capacity - this.#buffered);
      const at = this.#buffered * channels;
      this.#waiting.set(samples.subarray(from, from + frames * channels), at);
      if (this.#fadingIn) this.#fadeIn(this.#buffered, frames);
      this.#buffered += frames;
      from += frames * channels;
    }
  }

  /**
   * Adds silence; the sound on either side of it (or of the place, for 0 frames) is faded. Nothing is buffered after it: sound
   * behind an end becomes silence.
   */
  silence(frames: number): void {
    this.fadeOut();
    this.#pass(this.#buffered);
    this.#giveSilence(frames);
    this.#soundFrom = this.#written;
    this.#fadingIn = this.#written > 0;
  }

  /** Fades what is buffered at its end, if that is sound. */
  fadeOut(): void {
    const channels = this.#channels;
    const sound = Math.min(this.#buffered, this.frames - this.#soundFrom);
    const frames = Math.min(this.#fade.length, sound);
    for (let i = 0; i < frames; i++) {
      const gain = this.#fade[i]!;
      const frame = this.#buffered - 1 - i;
      for (let s = frame * channels; s < (frame + 1) * channels; s++) {
        this.#waiting[s] = this.#waiting[s]! * gain;
      }
    }
  }

  /** Writes what lies before session frame `frame`, but for the last 5 ms. */
  release(frame: number): void {
    const most = this.#buffered - this.#fade.length;
    this.#pass(Math.min(most, Math.floor(frame) - this.#written, this.#beforeEnd));
  }

  /**
   * Nothing from `frame` on is written until the end becomes a later one; sound that is added waits for that. Returns the end
   * that can be kept.
   *
   * Silence that lay behind the end is silence then, too.
   */
  endAt(frame: number): number {
    const written = this.written;
    const dropped = this.#written - written;
    this.#end = Math.max(frame, written);
    if (dropped > 0 && this.#end > written) {
      this.#written = written;
      this.#giveSilence(dropped);
    }
    return this.#end;
  }

  /** Writes all that is buffered, up to the end. */
  flush(): void {
    this.#pass(Math.min(this.#buffered, this.#beforeEnd));
  }

  get #beforeEnd(): number {
    return this.#end - this.#written;
  }

  /** Who stops adding once the end was reached has at most a block behind it. */
  #makeSpace(): void {
    this.#pass(Math.min(this.#capacity - this.#fade.length, this.#beforeEnd));
    if (this.#buffered < this.#capacity) return;
    this.#capacity *= 2;
    const larger = new Float32Array(this.#capacity * this.#channels);
    larger.set(this.#waiting);
    this.#waiting = larger;
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

  /** Writes the oldest `frames` of what is buffered. */
  #pass(frames: number): void {
    if (frames <= 0) return;
    this.#give(this.#waiting.subarray(0, frames * this.#channels));
    this.#waiting.copyWithin(0, frames * this.#channels, this.#buffered * this.#channels);
    this.#buffered -= frames;
  }

  #giveSilence(frames: number): void {
    for (let left = frames - this.#giveLong(frames); left > 0;) {
      const now = Math.min(left, this.#zeros.length / this.#channels);
      this.#give(this.#zeros.subarray(0, now * this.#channels));
      left -= now;
    }
  }

  /** @returns how many frames of silence were given in one go: all or none */
  #giveLong(frames: number): number {
    if (this.#silence === undefined || frames < this.#longFrames) return 0;
    const wanted = Math.min(frames, this.#end - this.#written);
    if (wanted > 0) this.#silence(wanted);
    this.#written += frames;
    return frames;
  }

  #give(samples: Float32Array): void {
    const frames = samples.length / this.#channels;
    const wanted = Math.min(frames, this.#end - this.#written);
    if (wanted > 0) this.#write(samples.subarray(0, wanted * this.#channels));
    this.#written += frames;
  }
}
