// deno-lint-ignore-file no-non-null-assertion -- the loops run over one frame
/** RNNoise, hearing quiet sound as loud as it was trained on. */
import { amplitudeOfDb } from "./decibels.ts";
import { NoiseSuppressor, SUPPRESSOR_DELAY_FRAMES, SUPPRESSOR_FRAMES } from "./noise_suppressor.ts";

/** RMS of the loud vowels of a voice at a usual level: RNNoise was trained on those. */
const USUAL_RMS = 0.1;
/** So quiet a voice is still raised to that: one that peaks at −80 dBFS. Above it only noise is left. */
const MOST_GAIN = amplitudeOfDb(70);
/** The gain rests for so long after the last sound that was as loud, and rises slowly then: 3 dB in a second. */
const REST_FRAMES = 300;
const FALL = amplitudeOfDb(-0.03);

/** What comes out of a `RaisedSuppressor` is what went in so long before: RNNoise's delay, and a frame to look ahead. */
export const RAISED_DELAY_FRAMES: number = SUPPRESSOR_DELAY_FRAMES + SUPPRESSOR_FRAMES;

/** The gain over a frame, in a straight line. */
interface Raise {
  readonly from: number;
  readonly to: number;
}

const PLAIN: Raise = { from: 1, to: 1 };

/**
 * Takes noise out of speech that may be far too quiet for RNNoise, which drops half of a voice at −60 dBFS.
 *
 * It hears a copy in which the loudest of the last seconds is as loud as a usual voice, never a lower one than came; what it
 * leaves is brought back by the same gain. The gain looks one frame ahead and depends on the samples alone.
 */
export class RaisedSuppressor {
  readonly #suppressor: NoiseSuppressor;
  readonly #waiting = new Float32Array(SUPPRESSOR_FRAMES);
  #waitingGain = 1;
  /** RMS of the loudest frame of late. */
  #loudest = 0;
  #rested = 0;
  #gain = 1;
  /** Of the frames that RNNoise has not given back. */
  #raises: Raise[] = [];

  constructor(suppressor: NoiseSuppressor) {
    this.#suppressor = suppressor;
  }

  /**
   * Replaces a frame of 480 samples by the cleaned frame of `RAISED_DELAY_FRAMES` before. A sample that is not finite is
   * silence.
   *
   * @returns the probability that somebody speaks in the frame that came out, 0 to 1
   */
  process(frame: Float32Array): number {
    const gain = this.#gainFor(frame);
    const raise = { from: this.#gain, to: Math.min(this.#waitingGain, gain) };
    this.#gain = raise.to;
    this.#waitingGain = gain;
    const heard = this.#waiting.slice();
    this.#waiting.set(frame);
    this.#raises.push(raise);
    scale(heard, raise, 1);
    const voice = this.#suppressor.process(heard);
    const kept = SUPPRESSOR_DELAY_FRAMES / SUPPRESSOR_FRAMES;
    const raised = this.#raises.length > kept ? this.#raises.shift()! : PLAIN;
    scale(heard, raised, -1);
    frame.set(heard);
    return voice;
  }

  /** What brings the loudest sound of late to the usual level. */
  #gainFor(frame: Float32Array): number {
    let sum = 0;
    for (let i = 0; i < frame.length; i++) {
      const x = frame[i]!;
      if (x - x === 0) sum += x * x;
    }
    const rms = Math.sqrt(sum / frame.length);
    if (rms >= this.#loudest) {
      this.#loudest = rms;
      this.#rested = 0;
    } else if (++this.#rested > REST_FRAMES) this.#loudest = Math.max(rms, this.#loudest * FALL);
    return Math.max(1, Math.min(MOST_GAIN, USUAL_RMS / this.#loudest));
  }
}

/** Multiplies by the gain, or divides by it. */
function scale(samples: Float32Array, { from, to }: Raise, power: 1 | -1): void {
  if (from === 1 && to === 1) return;
  for (let i = 0; i < samples.length; i++) {
    const gain = from + (to - from) * i / samples.length;
    samples[i] = samples[i]! * (power === 1 ? gain : 1 / gain);
  }
}
