/** Asks RNNoise whether somebody speaks in what the gate would remove. */
import {
  type NoiseSuppressor,
  SUPPRESSOR_DELAY_FRAMES,
  SUPPRESSOR_FRAMES,
  SUPPRESSOR_RATE_HZ,
} from "../../../dsp/noise_suppressor.ts";
import { Resampler } from "../../../dsp/resampler.ts";
import { loadSuppressor } from "../../../capture/ground/load_suppressor.ts";

/** RNNoise says that somebody speaks; it is seldom so sure of anything else. */
const VOICE = 0.9;
/** It was trained on speech at usual levels: a passage is brought to this RMS first. */
const USUAL_RMS = 0.05;

/** Seconds of sound to hear before a passage, until the network knows the noise. */
export const RUN_UP_SECONDS = 1;

/** A second opinion on passages of which the gate is not sure: RNNoise's probability of a voice. */
export class VoiceJudge {
  readonly #rateHz: number;
  readonly #rnnoiseUrl: string | undefined;
  #suppressor: NoiseSuppressor | undefined;
  #isMissing = false;

  /** @param rnnoiseUrl URL of RNNoise's WebAssembly; it is loaded when it is needed first */
  constructor(rateHz: number, rnnoiseUrl: string | undefined) {
    this.#rateHz = rateHz;
    this.#rnnoiseUrl = rnnoiseUrl;
  }

  /**
   * Seconds of a passage in which somebody speaks.
   *
   * @param samples mono, with what comes before the passage
   * @param fromFrame where the passage begins in them
   * @returns all of it where RNNoise cannot be asked: what may be speech counts as speech
   */
  voiceSeconds(samples: Float32Array, fromFrame: number): number {
    const suppressor = this.#load();
    if (!suppressor) return (samples.length - fromFrame) / this.#rateHz;
    suppressor.reset();
    const heard = this.#prepared(samples);
    const first = fromFrame * SUPPRESSOR_RATE_HZ / this.#rateHz;
    const frame = new Float32Array(SUPPRESSOR_FRAMES);
    let voiced = 0;
    for (let at = 0; at < heard.length + SUPPRESSOR_DELAY_FRAMES; at += SUPPRESSOR_FRAMES) {
      frame.fill(0);
      frame.set(heard.subarray(at, at + SUPPRESSOR_FRAMES));
      const probability = suppressor.process(frame);
      if (probability >= VOICE && at - SUPPRESSOR_DELAY_FRAMES >= first) voiced++;
    }
    return voiced * SUPPRESSOR_FRAMES / SUPPRESSOR_RATE_HZ;
  }

  #load(): NoiseSuppressor | undefined {
    if (this.#suppressor || this.#isMissing || this.#rnnoiseUrl === undefined) {
      return this.#suppressor;
    }
    try {
      this.#suppressor = loadSuppressor(this.#rnnoiseUrl);
    } catch {
      // A recording is not lost because a second opinion cannot be had.
      this.#isMissing = true;
    }
    return this.#suppressor;
  }

  /** At 48 kHz and a usual level; what is not finite is silence. */
  #prepared(samples: Float32Array): Float32Array {
    let sum = 0;
    for (const sample of samples) if (Number.isFinite(sample)) sum += sample * sample;
    const rms = Math.sqrt(sum / Math.max(1, samples.length));
    const gain = rms > 0 ? USUAL_RMS / rms : 0;
    const usual = samples.map((sample) => Number.isFinite(sample) ? gain * sample : 0);
    if (this.#rateHz === SUPPRESSOR_RATE_HZ || usual.length === 0) return usual;
    const resampler = new Resampler({
      inRateHz: this.#rateHz,
      outRateHz: SUPPRESSOR_RATE_HZ,
      channels: 1,
      maxBlockFrames: usual.length,
    });
    return resampler.process(usual, usual.length).slice();
  }
}
