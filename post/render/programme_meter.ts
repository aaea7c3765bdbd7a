// deno-lint-ignore-file no-non-null-assertion -- the loops run within the bounds of their arrays
/** Measures the programme as it is rendered: loudness and true peak, stretch by stretch. */
import { KWeightedFrames } from "../../dsp/k_weighting.ts";
import {
  MOST_OVERSHOOT,
  TRUE_PEAK_CONTEXT_FRAMES,
  truePeak,
  wavePeakBound,
} from "../../dsp/true_peak.ts";
import { type MeasuredSound, STEPS_PER_SECOND } from "../ground/measured_sound.ts";

/** Frames of which the highest sample decides whether it is worth a closer look; and in that, looking between them. */
const CELL_FRAMES = 512;
const CLOSE_FRAMES = 32;

/** Below −80 dBFS nobody asks how high the wave rises between samples: silence with a last bit in it would cost most. */
const UNHEARD = 1e-4;

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
  readonly #filter: KWeightedFrames;
  readonly #stretches: { fromStep: number; energies: number[]; truePeak: number; peak: number }[];
  #frame: number;
  #stretch = -1;
  #highest = 0;
  /** The end of the block before, in which points between samples are still to be looked at, and what is behind it. */
  #kept: Float32Array;
  /** Where what was kept is put together with what is new. */
  #all = new Float32Array(0);
  #weighted = new Float64Array(0);

  constructor(options: MeterOptions) {
    const { rateHz, channels, fromFrame, borders } = options;
    this.#o = options;
    this.#frame = fromFrame;
    // Silence comes before the first frame.
    this.#kept = new Float32Array(TRUE_PEAK_CONTEXT_FRAMES * channels);
    this.#stepFrames = rateHz / STEPS_PER_SECOND;
    this.#filter = new KWeightedFrames(rateHz);
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
    if (this.#weighted.length < frames) this.#weighted = new Float64Array(frames);
    const twins = channels === 2 && areTwins(samples);
    this.#filter.weigh(samples, channels, this.#weighted, twins);
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
    this.#look(samples, twins);
  }

  /** What was found of each stretch, in order; one that was not reached is silence. */
  finish(): MeasuredSound[] {
    this.#look(new Float32Array(TRUE_PEAK_CONTEXT_FRAMES * this.#o.channels), true);
    return this.#stretches.map(({ fromStep, energies, truePeak, peak }) => ({
      ...{ fromStep, truePeak, peak },
      energies: Float32Array.from(energies, (energy) => energy ?? 0),
    }));
  }

  /** Looks at all points between samples that are known by now; the newest samples wait for those behind them. */
  #look(samples: Float32Array, newAreTwins: boolean): void {
    const { channels, borders } = this.#o;
    const context = TRUE_PEAK_CONTEXT_FRAMES;
    const length = this.#kept.length + samples.length;
    if (this.#all.length < length) this.#all = new Float32Array(length);
    const all = this.#all.subarray(0, length);
    all.set(this.#kept);
    all.set(samples, this.#kept.length);
    const frames = all.length / channels;
    // The frames of `kept` end at the frame where this push began.
    const firstFrame = this.#frame - Math.floor(samples.length / channels) -
      this.#kept.length / channels;
    // What two channels have in common is looked at once.
    const different = newAreTwins && areTwins(this.#kept) ? 1 : channels;
    for (let at = Math.min(context, frames); at < frames - context;) {
      let index = -1;
      while ((borders[index + 1] ?? Infinity) <= firstFrame + at) index++;
      const border = (borders[index + 1] ?? Infinity) - firstFrame;
      const end = Math.min(at + CELL_FRAMES, border, frames - context);
      this.#lookAt(all, at, end, this.#stretches[index], different);
      at = end;
    }
    this.#kept = all.slice(Math.max(0, (frames - 2 * context) * channels));
  }

  /** @param different channels to look at */
  #lookAt(
    samples: Float32Array,
    from: number,
    to: number,
    stretch: { truePeak: number; peak: number } | undefined,
    different: number,
  ): void {
    if (stretch === undefined) return;
    const { channels } = this.#o;
    const peak = highestOf(samples, from * channels, to * channels);
    if (peak > stretch.peak) stretch.peak = peak;
    if (peak > stretch.truePeak) stretch.truePeak = peak;
    this.#highest = Math.max(this.#highest, peak);
    // What stands beside it raises the wave, too.
    const beside = TRUE_PEAK_CONTEXT_FRAMES * channels;
    const before = highestOf(samples, from * channels - beside, from * channels);
    const behind = highestOf(samples, to * channels, to * channels + beside);
    const around = Math.max(before, peak, behind);
    if (around < UNHEARD || around * MOST_OVERSHOOT <= this.#highest) return;
    for (let channel = 0; channel < different; channel++) {
      for (let at = from; at < to; at += CLOSE_FRAMES) {
        const end = Math.min(to, at + CLOSE_FRAMES);
        if (wavePeakBound(samples, channels, channel, at, end) <= this.#highest) continue;
        const between = truePeak(samples, channels, channel, at, end);
        if (between > stretch.truePeak) stretch.truePeak = between;
        this.#highest = Math.max(this.#highest, between);
      }
    }
  }
}

/** Whether both channels hold the same, as those of a call do. Bits are compared: that is faster. */
function areTwins(samples: Float32Array): boolean {
  const bits = new Int32Array(samples.buffer, samples.byteOffset, samples.length);
  let differs = 0;
  for (let i = 0; i + 1 < bits.length; i += 2) differs |= bits[i]! ^ bits[i + 1]!;
  return differs === 0;
}

/** The highest of samples between ±1: without their sign, their bits order like their size. */
function highestOf(samples: Float32Array, from: number, to: number): number {
  const bits = new Int32Array(samples.buffer, samples.byteOffset, samples.length);
  const end = Math.min(samples.length, to);
  let most = 0;
  for (let i = Math.max(0, from); i < end; i++) most = Math.max(most, bits[i]! & 0x7fff_ffff);
  sizeBits[0] = most;
  return size[0]!;
}

const size = new Float32Array(1);
const sizeBits = new Int32Array(size.buffer);
