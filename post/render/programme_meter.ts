// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** Measures the programme as it is rendered: loudness and true peak, stretch by stretch. */
import { KWeightedFrames } from "../../dsp/k_weighting.ts";
import { MOST_OVERSHOOT, TRUE_PEAK_CONTEXT_FRAMES, truePeak } from "../../dsp/true_peak.ts";
import { type MeasuredSound, STEPS_PER_SECOND } from "../ground/measured_sound.ts";

/** Frames of which the highest sample decides whether it is worth looking between them. */
const CELL_FRAMES = 32;

/** What is metered. */
export interface MeterOptions {
  readonly rateHz: number;
  readonly channels: 1 | 2;
  /** The programme's frame that is pushed first. */
  readonly fromFrame: number;
  /** Where one stretch ends and the next begins, programme frames, in order; what lies before the first counts for none. */
  readonly borders: readonly number[];
}

/**
 * Measures stretches of the programme that follow one another.
 *
 * Filters that begin in the middle of the programme have forgotten that after a few milliseconds: begin before the first
 * border. Of the true peak only what may be higher than all before is looked at, so that it costs little.
 */
export class ProgrammeMeter {
  readonly #o: MeterOptions;
  readonly #stepFrames: number;
  readonly #filters: readonly KWeightedFrames[];
  readonly #stretches: { fromStep: number; energies: number[]; truePeak: number; peak: number }[];
  #frame: number;
  #stretch = -1;
  #highest = 0;
  /** The end of the block before, in which points between samples are still to be looked at, and what is behind it. */
  #kept: Float32Array;
  #weighted = new Float64Array(0);

  constructor(options: MeterOptions) {
    const { rateHz, channels, fromFrame, borders } = options;
    this.#o = options;
    this.#frame = fromFrame;
    // Silence comes before the first frame.
    this.#kept = new Float32Array(TRUE_PEAK_CONTEXT_FRAMES * channels);
    this.#stepFrames = rateHz / STEPS_PER_SECOND;
    this.#filters = Array.from({ length: channels }, () => new KWeightedFrames(rateHz));
    this.#stretches = borders.slice(1).map((_, i) => ({
      fromStep: Math.floor((borders[i] ?? 0) / this.#stepFrames),
      energies: [],
      truePeak: 0,
      peak: 0,
    }));
  }

  /** Takes the next samples, interleaved. */
  push(samples: Float32Array): void {
    const { channels, borders } = this.#o;
    const frames = Math.floor(samples.length / channels);
    this.#weigh(samples, frames);
    for (let at = 0; at < frames;) {
      while (this.#frame >= (borders[this.#stretch + 1] ?? Infinity)) this.#stretch++;
      const border = (borders[this.#stretch + 1] ?? Infinity) - this.#frame;
      const step = Math.floor(this.#frame / this.#stepFrames);
      const toStepEnd = Math.ceil((step + 1) * this.#stepFrames) - this.#frame;
      const count = Math.min(frames - at, border, toStepEnd);
      const stretch = this.#stretches[this.#stretch];
      if (stretch !== undefined) {
        let energy = 0;
        for (let i = at; i < at + count; i++) energy += this.#weighted[i]!;
        const index = step - stretch.fromStep;
        stretch.energies[index] = (stretch.energies[index] ?? 0) + energy;
      }
      this.#frame += count;
      at += count;
    }
    this.#look(samples);
  }

  /** What was found of each stretch, in order; one that was not reached is silence. */
  finish(): MeasuredSound[] {
    this.#look(new Float32Array(TRUE_PEAK_CONTEXT_FRAMES * this.#o.channels));
    return this.#stretches.map(({ fromStep, energies, truePeak, peak }) => ({
      ...{ fromStep, truePeak, peak },
      energies: Float32Array.from(energies, (energy) => energy ?? 0),
    }));
  }

  /** The K-weighted power of each frame, channels added. */
  #weigh(samples: Float32Array, frames: number): void {
    if (this.#weighted.length < frames) this.#weighted = new Float64Array(frames);
    this.#weighted.fill(0, 0, frames);
    for (const [channel, filter] of this.#filters.entries()) {
      filter.addPowers(samples, this.#o.channels, channel, this.#weighted);
    }
  }

  /** Looks at all points between samples that are known by now; the newest samples wait for those behind them. */
  #look(samples: Float32Array): void {
    const { channels, borders } = this.#o;
    const context = TRUE_PEAK_CONTEXT_FRAMES;
    const all = new Float32Array(this.#kept.length + samples.length);
    all.set(this.#kept);
    all.set(samples, this.#kept.length);
    const frames = all.length / channels;
    // The frames of `kept` end at the frame where this push began.
    const firstFrame = this.#frame - Math.floor(samples.length / channels) -
      this.#kept.length / channels;
    for (let at = Math.min(context, frames); at < frames - context;) {
      let index = -1;
      while ((borders[index + 1] ?? Infinity) <= firstFrame + at) index++;
      const border = (borders[index + 1] ?? Infinity) - firstFrame;
      const end = Math.min(at + CELL_FRAMES, border, frames - context);
      this.#lookAt(all, at, end, this.#stretches[index]);
      at = end;
    }
    this.#kept = all.slice(Math.max(0, (frames - 2 * context) * channels));
  }

  #lookAt(
    samples: Float32Array,
    from: number,
    to: number,
    stretch: { truePeak: number; peak: number } | undefined,
  ): void {
    if (stretch === undefined) return;
    const { channels } = this.#o;
    const peak = highestOf(samples, from * channels, to * channels);
    if (peak > stretch.peak) stretch.peak = peak;
    if (peak > stretch.truePeak) stretch.truePeak = peak;
    // What stands beside it raises the wave, too.
    const beside = TRUE_PEAK_CONTEXT_FRAMES * channels;
    const around = highestOf(samples, from * channels - beside, to * channels + beside);
    if (around * MOST_OVERSHOOT <= this.#highest) return;
    for (let channel = 0; channel < channels; channel++) {
      const between = truePeak(samples, channels, channel, from, to);
      if (between > stretch.truePeak) stretch.truePeak = between;
    }
    this.#highest = Math.max(this.#highest, stretch.truePeak);
  }
}

function highestOf(samples: Float32Array, from: number, to: number): number {
  let peak = 0;
  const end = Math.min(samples.length, to);
  for (let i = Math.max(0, from); i < end; i++) {
    const size = Math.abs(samples[i]!);
    if (size > peak) peak = size;
  }
  return peak;
}
