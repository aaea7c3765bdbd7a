// deno-lint-ignore-file no-non-null-assertion -- hot loops run within the bounds of arrays made here
/** Learns the way from a loudspeaker to a microphone: a Kalman filter in the frequency domain. */
import { FarSpectra } from "./far_spectra.ts";
import { InnovationWatch } from "./innovation_watch.ts";
import { RealFft } from "./real_fft.ts";
import type { Carried, StateTape } from "./state_tape.ts";

/** What a filter is made for. */
export interface KalmanFilterOptions {
  /** Frames of a block: a power of two. */
  readonly blockFrames: number;
  /** Blocks that the way may be long. */
  readonly partitions: number;
  /** Most blocks by which what is played may come before what is heard of it, on top of that. */
  readonly mostDelay: number;
  /** Blocks after which the echo is estimated once more, with what was learned meanwhile. */
  readonly hindsight: number;
}

/** How sure the filter is of knowing nothing at first: the power of a way, by partition; 60 dB less at the last one. */
const FIRST_DOUBT = 0.1;
const DOUBT_DECAY = 1e-3;
/** How fast the estimate of all that is no echo follows, by block. */
const NOISE_KEEP = 0.7;
/**
 * How much of its doubt a weight loses by a step that takes the whole error. Half of a transformed block is new, and what all
 * partitions learn of one block is not independent, as the diagonal state has it: they would be sure too soon.
 */
const LEARNED = 0.25;
const TINY = 1e-10;

/**
 * A partitioned-block Kalman filter with a diagonal state (Enzner and Vary, "Frequency-domain adaptive Kalman filter for
 * acoustic echo control in hands-free telephones", Signal Processing 86, 6 (2006), doi:10.1016/j.sigpro.2005.09.013;
 * Kuech, Mabande and Enzner, "State-space architecture of the partitioned-block-based acoustic echo controller", ICASSP
 * 2014, doi:10.1109/ICASSP.2014.6853806).
 *
 * Each weight has a variance, the filter's doubt of it; the step is large where the doubt is large against all that is no
 * echo. How much the way may have changed since the last block follows from the errors themselves, see `InnovationWatch`.
 *
 * It estimates each block twice: as it comes (`error`, of which nothing is known yet: an honest judge of the filter), and
 * `hindsight` blocks later (`echo`). Deterministic; allocates nothing while it runs.
 */
export class KalmanFilter implements Carried {
  /** What is left of the last block, before anything was learned from it. */
  readonly error: Float64Array;
  /** The echo in the block that came `hindsight` blocks before the last one, once `lookBack` was called. */
  readonly echo: Float64Array;
  readonly #o: KalmanFilterOptions;
  readonly #bins: number;
  readonly #fft: RealFft;
  readonly #far: FarSpectra;
  readonly #watch: InnovationWatch;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #doubt: Float64Array;
  /** Power of all that is no echo, by bin; negative: not known yet. */
  readonly #noise: Float64Array;
  readonly #echoDoubt: Float64Array;
  readonly #sumRe: Float64Array;
  readonly #sumIm: Float64Array;
  readonly #errorRe: Float64Array;
  readonly #errorIm: Float64Array;
  readonly #scale: Float64Array;
  readonly #block: Float64Array;
  #delay = 0;
  #turn = 0;

  constructor(o: KalmanFilterOptions) {
    const fft = new RealFft(2 * o.blockFrames);
    const ofBins = () => new Float64Array(fft.bins);
    const ofAll = () => new Float64Array(fft.bins * o.partitions);
    this.#o = o;
    this.#fft = fft;
    this.#bins = fft.bins;
    this.#far = new FarSpectra(fft, o.partitions + o.mostDelay + o.hindsight + 1);
    this.#watch = new InnovationWatch(fft.bins, o.partitions);
    [this.#re, this.#im, this.#doubt] = [ofAll(), ofAll(), ofAll()];
    [this.#noise, this.#echoDoubt, this.#scale] = [ofBins(), ofBins(), ofBins()];
    [this.#sumRe, this.#sumIm] = [ofBins(), ofBins()];
    [this.#errorRe, this.#errorIm] = [ofBins(), ofBins()];
    this.#block = new Float64Array(fft.size);
    this.error = new Float64Array(o.blockFrames);
    this.echo = new Float64Array(o.blockFrames);
    this.forget(0);
  }

  /**
   * Begins anew, with what is played so far.
   *
   * @param delay blocks by which what is played comes at least before what is heard of it, 0 to `mostDelay`
   */
  forget(delay: number): void {
    this.#delay = delay;
    this.#re.fill(0);
    this.#im.fill(0);
    this.#noise.fill(-1);
    this.#watch.forget();
    const { partitions } = this.#o;
    for (let p = 0; p < partitions; p++) {
      const doubt = FIRST_DOUBT * DOUBT_DECAY ** (p / partitions);
      this.#doubt.fill(doubt, p * this.#bins, (p + 1) * this.#bins);
    }
  }

  /** Takes the next block that is played; for each there may be one that is heard. */
  play(far: Float32Array): void {
    this.#far.push(far);
  }

  /** Takes the block that is heard while the last one is played. */
  hear(mic: Float32Array): void {
    const { blockFrames } = this.#o;
    const block = this.#block;
    this.#estimate(this.#delay, true);
    for (let i = 0; i < blockFrames; i++) this.error[i] = mic[i]! - block[blockFrames + i]!;
    block.fill(0, 0, blockFrames);
    block.set(this.error, blockFrames);
    this.#fft.forward(block, this.#errorRe, this.#errorIm);
    this.#judge();
    this.#learn();
  }

  /** Estimates the echo in the block that came `hindsight` blocks before the last one that was played, into `echo`. */
  lookBack(): void {
    const { blockFrames, hindsight } = this.#o;
    this.#estimate(this.#delay + hindsight, false);
    this.echo.set(this.#block.subarray(blockFrames));
  }

  carry(tape: StateTape): void {
    this.#far.carry(tape);
    this.#watch.carry(tape);
    for (const values of [this.#re, this.#im, this.#doubt, this.#noise]) tape.array(values);
    this.#delay = tape.number(this.#delay);
    this.#turn = tape.number(this.#turn);
  }

  /** The echo of what was played `delay` blocks ago and before, into the second half of `#block`. */
  #estimate(delay: number, withDoubt: boolean): void {
    const sumRe = this.#sumRe.fill(0), sumIm = this.#sumIm.fill(0);
    const echoDoubt = this.#echoDoubt;
    if (withDoubt) echoDoubt.fill(0);
    const re = this.#re, im = this.#im, doubt = this.#doubt;
    const { re: farRe, im: farIm, power } = this.#far;
    let highest = 0;
    for (let p = 0; p < this.#o.partitions; p++) {
      const slot = this.#far.slot(delay + p);
      const top = this.#far.tops[slot]!;
      highest = Math.max(highest, top);
      let i = slot * this.#bins;
      let j = p * this.#bins;
      if (withDoubt) {
        for (let k = 0; k < top; k++, i++, j++) {
          const a = farRe[i]!, b = farIm[i]!, c = re[j]!, d = im[j]!;
          sumRe[k]! += a * c - b * d;
          sumIm[k]! += a * d + b * c;
          echoDoubt[k]! += doubt[j]! * power[i]!;
        }
      } else {
        for (let k = 0; k < top; k++, i++, j++) {
          const a = farRe[i]!, b = farIm[i]!, c = re[j]!, d = im[j]!;
          sumRe[k]! += a * c - b * d;
          sumIm[k]! += a * d + b * c;
        }
      }
    }
    if (highest > 0) this.#fft.inverse(sumRe, sumIm, this.#block);
    else this.#block.fill(0);
  }

  /** How much of the error is no echo, and whether the way changes. */
  #judge(): void {
    const noise = this.#noise, echoDoubt = this.#echoDoubt, scale = this.#scale;
    const re = this.#errorRe, im = this.#errorIm;
    for (let k = 0; k < this.#bins; k++) {
      scale[k] = 1 / (echoDoubt[k]! + Math.max(0, noise[k]!) + TINY);
    }
    const weights = { re: this.#re, im: this.#im };
    this.#watch.see({
      far: this.#far,
      delay: this.#delay,
      weights,
      errorRe: re,
      errorIm: im,
      scale,
    });
    for (let k = 0; k < this.#bins; k++) {
      const power = re[k]! * re[k]! + im[k]! * im[k]!;
      const doubt = echoDoubt[k]!;
      const before = noise[k]!;
      if (before < 0) noise[k] = power;
      else {
        // Between the error before and after learning: the first is too much by the echo that is left, the second too little.
        const rest = Math.sqrt((before + TINY) / (doubt + before + TINY));
        noise[k] = NOISE_KEEP * before + (1 - NOISE_KEEP) * power * rest;
      }
      scale[k] = 1 / (doubt + noise[k]! + TINY);
    }
  }

  #learn(): void {
    const { partitions } = this.#o;
    const change = this.#watch.change;
    const keep = 1 - change;
    const bins = this.#bins;
    const re = this.#re, im = this.#im, doubt = this.#doubt, scale = this.#scale;
    const errorRe = this.#errorRe, errorIm = this.#errorIm;
    const { re: farRe, im: farIm, power } = this.#far;
    for (let k = 0; k < bins; k++) {
      errorRe[k]! *= scale[k]!;
      errorIm[k]! *= scale[k]!;
    }
    for (let p = 0; p < partitions; p++) {
      const slot = this.#far.slot(this.#delay + p);
      const top = this.#far.tops[slot]!;
      let i = slot * bins;
      let j = p * bins;
      for (let k = 0; k < top; k++, i++, j++) {
        const a = farRe[i]!, b = farIm[i]!, c = errorRe[k]!, d = errorIm[k]!;
        const step = doubt[j]!;
        const newRe = re[j]! + step * (a * c + b * d);
        const newIm = im[j]! + step * (a * d - b * c);
        re[j] = newRe;
        im[j] = newIm;
        doubt[j] = keep * step * (1 - LEARNED * step * power[i]! * scale[k]!) +
          change * (newRe * newRe + newIm * newIm);
      }
      // One after the other, with each block: it costs two transforms, and four at once are no better.
      if (p === this.#turn && top > 0) this.#makeCausal(p);
    }
    this.#turn = (this.#turn + 1) % partitions;
  }

  /** A partition is one block long: what a circular convolution puts behind that is removed. */
  #makeCausal(partition: number): void {
    const at = partition * this.#bins;
    this.#fft.inverse(this.#re, this.#im, this.#block, at);
    this.#block.fill(0, this.#o.blockFrames);
    this.#fft.forward(this.#block, this.#re, this.#im, at);
  }
}
