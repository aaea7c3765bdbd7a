/** The programme at a lower rate than that of the stems. */
import { Resampler } from "../../dsp/resampler.ts";
import type { ProgrammeSource } from "./programme_limiter.ts";

/** Frames of the lower rate made at a time: half a second at 48 kHz. */
const BLOCK_FRAMES = 24_000;

/** Frames of the lower rate that the filter sees on each side, and one more: 24 of its 48 taps. */
const REACH_FRAMES = 25;

/** Frames at the lower rate that the filter looks at before and after a range; none when there is nothing to change. */
export function rateChangeReach(ratio: number): number {
  return ratio === 1 ? 0 : REACH_FRAMES;
}

/**
 * The programme at half the rate of the stems, or another whole part of it: an MP3 of a session at 96 kHz.
 *
 * Each output frame is made of the input around it alone, so that any range in any order gives the same samples.
 */
export class RateChange implements ProgrammeSource {
  readonly #source: ProgrammeSource;
  readonly #channels: number;
  readonly #ratio: number;
  readonly #resampler: Resampler;
  readonly #input: Float32Array;

  constructor(
    o: { stemRateHz: number; rateHz: number; channels: number },
    source: ProgrammeSource,
  ) {
    this.#source = source;
    this.#channels = o.channels;
    this.#ratio = o.stemRateHz / o.rateHz;
    const frames = (BLOCK_FRAMES + 2 * REACH_FRAMES) * this.#ratio;
    this.#input = new Float32Array(frames * o.channels);
    this.#resampler = new Resampler({
      inRateHz: o.stemRateHz,
      outRateHz: o.rateHz,
      channels: o.channels,
      maxBlockFrames: frames,
    });
  }

  /** Writes frames from `fromFrame` on, counted at the lower rate, to `output`. */
  read(fromFrame: number, output: Float32Array): void {
    const block = BLOCK_FRAMES * this.#channels;
    for (let at = 0; at < output.length; at += block) {
      this.#make(fromFrame + at / this.#channels, output.subarray(at, at + block));
    }
  }

  #make(fromFrame: number, output: Float32Array): void {
    const frames = output.length / this.#channels + 2 * REACH_FRAMES;
    const input = this.#input.subarray(0, frames * this.#ratio * this.#channels);
    this.#source.read((fromFrame - REACH_FRAMES) * this.#ratio, input);
    this.#resampler.reset();
    const made = this.#resampler.process(input, frames * this.#ratio);
    const start = REACH_FRAMES * this.#channels;
    output.set(made.subarray(start, start + output.length));
  }
}
