// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** Counts where a signal was too loud for its converter. */

/** From here on a sample is at full scale; 16-bit converters end at 0.99997. */
const FULL_SCALE = 0.999;
/** So many samples in a row are a flat top, not a peak that was just met. */
const RUN_SAMPLES = 3;

/** Counts the flat tops that a signal has where it was too loud for its converter, channel by channel. */
export class ClipCounter {
  readonly #runs: Uint32Array;
  #count = 0;

  constructor(channels: number) {
    this.#runs = new Uint32Array(channels);
  }

  /** Flat tops so far, in all channels. */
  get count(): number {
    return this.#count;
  }

  /** Takes the first `frames` of a block, interleaved. A sample that is not finite is none. */
  process(samples: Float32Array, frames: number): void {
    const channels = this.#runs.length;
    for (let channel = 0; channel < channels; channel++) {
      let run = this.#runs[channel]!;
      for (let i = channel; i < frames * channels; i += channels) {
        const size = Math.abs(samples[i]!);
        if (size >= FULL_SCALE && size < Infinity) {
          if (++run === RUN_SAMPLES) this.#count++;
        } else run = 0;
      }
      this.#runs[channel] = run;
    }
  }

  /** Forgets everything. */
  reset(): void {
    this.#runs.fill(0);
    this.#count = 0;
  }
}
