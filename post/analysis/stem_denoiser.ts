/** Cleans the microphone's stem into a stem of its own. */
import { loadSuppressor } from "../../capture/ground/load_suppressor.ts";
import { SUPPRESSOR_FRAMES, SUPPRESSOR_RATE_HZ } from "../../dsp/noise_suppressor.ts";
import { RAISED_DELAY_FRAMES, RaisedSuppressor } from "../../dsp/raised_suppressor.ts";
import { WavWriter } from "../../formats/wav_writer.ts";

/** RNNoise says that somebody speaks. */
const VOICE = 0.9;

/** Where the denoiser comes from, and where the cleaned stem goes. Plain data. */
export interface DenoiseOrder {
  /** URL of RNNoise's WebAssembly, which may be gzipped (`.gz`). */
  readonly wasmUrl: string;
  /** The WAV file to write; what is there is replaced. */
  readonly path: string;
}

/**
 * Cleans the microphone's stem while it is listened to, and keeps what comes out as a stem of its own, which analysis
 * and rendering use in its place.
 *
 * The network remembers what it heard, so that chunks cannot be cleaned one by one: hence the file. The suppressor's delay
 * is taken off, frame n of the one stem is frame n of the other.
 */
export class StemDenoiser implements Disposable {
  readonly #suppressor: RaisedSuppressor;
  readonly #writer: WavWriter;
  readonly #frame = new Float32Array(SUPPRESSOR_FRAMES);
  #output: Float32Array;
  #filled = 0;
  #voicedFrames = 0;
  /** Frames that went in, and frames that came out at the right place. */
  #pushed = 0;
  #made = -RAISED_DELAY_FRAMES;

  /** @param maxBlockFrames longest block that will be given to `push` */
  constructor({ wasmUrl, path }: DenoiseOrder, maxBlockFrames: number) {
    this.#suppressor = new RaisedSuppressor(loadSuppressor(wasmUrl));
    this.#writer = WavWriter.create(path, {
      rateHz: SUPPRESSOR_RATE_HZ,
      channels: 1,
      encoding: "float32",
      overwrite: true,
    });
    this.#output = new Float32Array(maxBlockFrames + SUPPRESSOR_FRAMES);
  }

  /** Takes the next samples; returns those that are clean now and on the disk: a view, valid until the next call. */
  push(samples: Float32Array): Float32Array {
    this.#pushed += samples.length;
    return this.#clean(samples);
  }

  /** The stem has ended: returns the rest, so that as many samples came out as went in. */
  finish(): Float32Array {
    const rest = this.#pushed - Math.max(0, this.#made);
    const silence = new Float32Array(RAISED_DELAY_FRAMES + SUPPRESSOR_FRAMES);
    this.#output = new Float32Array(silence.length + SUPPRESSOR_FRAMES);
    return this.#clean(silence, rest);
  }

  /** So long somebody has spoken in what came out. */
  get voiceSeconds(): number {
    return this.#voicedFrames * SUPPRESSOR_FRAMES / SUPPRESSOR_RATE_HZ;
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#writer[Symbol.dispose]();
  }

  #clean(samples: Float32Array, most = Infinity): Float32Array {
    let written = 0;
    if (this.#output.length < samples.length + SUPPRESSOR_FRAMES) {
      this.#output = new Float32Array(samples.length + SUPPRESSOR_FRAMES);
    }
    for (let at = 0; at < samples.length;) {
      const count = Math.min(SUPPRESSOR_FRAMES - this.#filled, samples.length - at);
      this.#frame.set(samples.subarray(at, at + count), this.#filled);
      at += count;
      this.#filled += count;
      if (this.#filled < SUPPRESSOR_FRAMES) break;
      this.#filled = 0;
      if (this.#suppressor.process(this.#frame) >= VOICE) this.#voicedFrames++;
      this.#made += SUPPRESSOR_FRAMES;
      if (this.#made <= 0) continue;
      this.#output.set(this.#frame, written);
      written += SUPPRESSOR_FRAMES;
    }
    const cleaned = this.#output.subarray(0, Math.min(written, most));
    this.#writer.write(cleaned);
    return cleaned;
  }
}
