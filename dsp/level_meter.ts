// deno-lint-ignore-file no-non-null-assertion -- the loop runs within the bounds of its array
/** Peak and RMS of what came since the last look. */
import { dbOfAmplitude, dbOfPower } from "./decibels.ts";

/**
 * Peak and RMS of all that came since the last reset, over all channels together: what the status line shows.
 *
 * Samples that are not finite are counted as silence, so that one bad sample does not blind the meter.
 */
export class LevelMeter {
  #peak = 0;
  #sumOfSquares = 0;
  #samples = 0;

  /** Adds a block; the order of the channels does not matter. */
  add(samples: Float32Array): void {
    let peak = this.#peak;
    let sum = this.#sumOfSquares;
    for (let i = 0; i < samples.length; i++) {
      const size = Math.abs(samples[i]!);
      if (!(size < Infinity)) continue;
      if (size > peak) peak = size;
      sum += size * size;
    }
    this.#peak = peak;
    this.#sumOfSquares = sum;
    this.#samples += samples.length;
  }

  /** The same as so many samples of 0. */
  addSilence(samples: number): void {
    this.#samples += samples;
  }

  /** Highest sample, dBFS; −Infinity for silence and for nothing. */
  get peakDb(): number {
    return dbOfAmplitude(this.#peak);
  }

  /** Root mean square, dBFS (a full-scale sine is −3.01); −Infinity for silence and for nothing. */
  get rmsDb(): number {
    return this.#samples === 0 ? -Infinity : dbOfPower(this.#sumOfSquares / this.#samples);
  }

  /** Begins anew. */
  reset(): void {
    this.#peak = 0;
    this.#sumOfSquares = 0;
    this.#samples = 0;
  }
}
