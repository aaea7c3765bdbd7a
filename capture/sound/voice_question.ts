// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** Asks RNNoise about a passage, a bit at a time, so that nobody waits for the answer. */
import {
  type NoiseSuppressor,
  SUPPRESSOR_DELAY_FRAMES,
  SUPPRESSOR_FRAMES,
  SUPPRESSOR_RATE_HZ,
} from "../../dsp/noise_suppressor.ts";
import { Resampler } from "../../dsp/resampler.ts";

/** RNNoise says that somebody speaks; it is seldom so sure of anything else. */
const VOICE = 0.9;
/** Where so many frames have hardly any voice in them, the rest need not be heard. */
const TELLING_FRAMES = 40;
const HARDLY = 0.1;
/** It was trained on speech at usual levels: a passage is brought to this RMS first. */
const USUAL_RMS = 0.05;

/** One question at a time. Of a second of sound, the answer takes 88 ms of a core in all (measured). */
export class VoiceQuestion {
  readonly #suppressor: NoiseSuppressor;
  readonly #rateHz: number;
  readonly #frame = new Float32Array(SUPPRESSOR_FRAMES);
  /** At RNNoise's rate and level. */
  #heard: Float32Array | undefined;
  /** Which of its frames are asked about. */
  #isAsked: readonly boolean[] = [];
  #at = 0;
  #frames = 0;
  #voiced = 0;

  constructor(suppressor: NoiseSuppressor, rateHz: number) {
    this.#suppressor = suppressor;
    this.#rateHz = rateHz;
  }

  /** What was heard for the answer, seconds. */
  get heardSeconds(): number {
    return this.#at / SUPPRESSOR_RATE_HZ;
  }

  /** Whether there is a question that was not answered yet. */
  get isOpen(): boolean {
    return this.#heard !== undefined;
  }

  /**
   * Asks; a question that is open is given up.
   *
   * @param samples mono; they are copied
   * @param isAsked of each 10 ms of them, whether it counts; the network should hear some time before the first that does,
   *   so that it knows the noise
   */
  ask(samples: Float32Array, isAsked: readonly boolean[]): void {
    this.#suppressor.reset();
    this.#heard = this.#prepared(samples, isAsked);
    this.#isAsked = isAsked;
    this.#at = this.#frames = this.#voiced = 0;
  }

  /** Hears the next 10 ms. @returns once all are heard, in which part of what was asked about somebody speaks: 0 to 1 */
  hear(): number | undefined {
    const heard = this.#heard;
    if (heard === undefined) return undefined;
    this.#frame.fill(0);
    this.#frame.set(heard.subarray(this.#at, this.#at + SUPPRESSOR_FRAMES));
    const probability = this.#suppressor.process(this.#frame);
    if (this.#isAsked[(this.#at - SUPPRESSOR_DELAY_FRAMES) / SUPPRESSOR_FRAMES] === true) {
      this.#frames++;
      if (probability >= VOICE) this.#voiced++;
    }
    this.#at += SUPPRESSOR_FRAMES;
    const isTold = this.#frames >= TELLING_FRAMES && this.#voiced < HARDLY * this.#frames;
    if (!isTold && this.#at < heard.length + SUPPRESSOR_DELAY_FRAMES) return undefined;
    this.#heard = undefined;
    return this.#voiced / Math.max(1, this.#frames);
  }

  /** What is asked about is brought to the usual level, whatever slammed before it. */
  #prepared(samples: Float32Array, isAsked: readonly boolean[]): Float32Array {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < samples.length; i++) {
      if (!isAsked[Math.floor(i * isAsked.length / samples.length)]) continue;
      sum += samples[i]! * samples[i]!;
      count++;
    }
    const rms = Math.sqrt(sum / Math.max(1, count));
    const gain = rms > 0 ? USUAL_RMS / rms : 0;
    const usual = samples.map((sample) => gain * sample);
    if (this.#rateHz === SUPPRESSOR_RATE_HZ) return usual;
    const resampler = new Resampler({
      inRateHz: this.#rateHz,
      outRateHz: SUPPRESSOR_RATE_HZ,
      channels: 1,
      maxBlockFrames: usual.length,
    });
    return resampler.process(usual, usual.length).slice();
  }
}
