// deno-lint-ignore-file no-non-null-assertion -- hot loops run within the bounds of arrays made here
/** Finds out how fast the way that an adaptive filter learns is changing. */
import type { FarSpectra } from "./far_spectra.ts";
import type { Carried, StateTape } from "./state_tape.ts";

/** What the filter has just seen; spectra by bin, weights by partition and bin. */
export interface Innovation {
  readonly far: FarSpectra;
  readonly delay: number;
  readonly weights: { readonly re: Float64Array; readonly im: Float64Array };
  readonly errorRe: Float64Array;
  readonly errorIm: Float64Array;
  /** What makes the error white: the inverse of its expected power. */
  readonly scale: Float64Array;
}

/** Only below a third of the band of a block: where voices are. */
const PART_OF_BAND = 1 / 3;
/** The weights' mean moves by this much of the way to the weights with each block. */
const MEAN_STEP = 0.125;
/** How much of the sums stays with each block. */
const KEEP = 0.8;
/** Correlation at which nothing is changed, and how fast and how far it is followed. */
const AIM = 0.2;
const RATE = 0.3;
const LEAST = -0.25;
const MOST = 2;
/** How much of each weight may have changed since the last block. */
const CHANGE = { least: 2e-4, first: 2e-3, most: 2e-2 } as const;
const ENOUGH = 1e-3;

/**
 * A filter that learns as it should has errors that tell nothing any more: its innovations are white (Mehra, "On the
 * identification of variances and adaptive Kalman filtering", IEEE Trans. Automatic Control 15, 2 (1970),
 * doi:10.1109/TAC.1970.1099422). Where the error still points where the last steps went, the steps are too small, and the
 * way changes faster than was thought; where it points back, they are too large. Somebody who speaks nearby points nowhere.
 *
 * The last steps are the weights less their own mean.
 */
export class InnovationWatch implements Carried {
  readonly #bins: number;
  readonly #partitions: number;
  readonly #used: number;
  readonly #meanRe: Float64Array;
  readonly #meanIm: Float64Array;
  readonly #stepRe: Float64Array;
  readonly #stepIm: Float64Array;
  #along = 0;
  #power = 0;
  #change: number = CHANGE.first;

  /** @param bins of a spectrum */
  constructor(bins: number, partitions: number) {
    this.#bins = bins;
    this.#partitions = partitions;
    this.#used = Math.ceil(bins * PART_OF_BAND);
    this.#meanRe = new Float64Array(this.#used * partitions);
    this.#meanIm = new Float64Array(this.#used * partitions);
    this.#stepRe = new Float64Array(this.#used);
    this.#stepIm = new Float64Array(this.#used);
  }

  /** Part of each weight's power that may have changed since the last block: 0.0002 to 0.02. */
  get change(): number {
    return this.#change;
  }

  /** As if nothing had been seen. */
  forget(): void {
    this.#meanRe.fill(0);
    this.#meanIm.fill(0);
    this.#along = 0;
    this.#power = 0;
    this.#change = CHANGE.first;
  }

  /** Takes the error of the next block, before anything is learned from it. */
  see(o: Innovation): void {
    const stepRe = this.#stepRe.fill(0), stepIm = this.#stepIm.fill(0);
    for (let p = 0; p < this.#partitions; p++) this.#addPartition(o, p, stepRe, stepIm);
    let along = 0;
    let power = 0;
    for (let k = 0; k < this.#used; k++) {
      const a = stepRe[k]!, b = stepIm[k]!, scale = o.scale[k]!;
      along += scale * (o.errorRe[k]! * a + o.errorIm[k]! * b);
      // The error is that of half a transformed block, the steps' effect that of a whole one.
      power += scale * 0.5 * (a * a + b * b);
    }
    this.#along = KEEP * this.#along + (1 - KEEP) * along;
    this.#power = KEEP * this.#power + (1 - KEEP) * power;
    if (power < ENOUGH) return;
    const correlation = this.#along / this.#power;
    const change = this.#change *
      Math.exp(RATE * Math.max(LEAST, Math.min(MOST, correlation - AIM)));
    this.#change = Math.max(CHANGE.least, Math.min(CHANGE.most, change));
  }

  carry(tape: StateTape): void {
    tape.array(this.#meanRe);
    tape.array(this.#meanIm);
    this.#along = tape.number(this.#along);
    this.#power = tape.number(this.#power);
    this.#change = tape.number(this.#change);
  }

  /** What the last steps of a partition do to the estimate, and the mean moves on. */
  #addPartition(o: Innovation, p: number, stepRe: Float64Array, stepIm: Float64Array): void {
    const { re: farRe, im: farIm } = o.far;
    const { re, im } = o.weights;
    const meanRe = this.#meanRe, meanIm = this.#meanIm;
    const slot = o.far.slot(o.delay + p);
    const top = Math.min(this.#used, o.far.tops[slot]!);
    let i = slot * this.#bins;
    let j = p * this.#bins;
    let m = p * this.#used;
    for (let k = 0; k < top; k++, i++, j++, m++) {
      const a = farRe[i]!, b = farIm[i]!;
      const c = re[j]! - meanRe[m]!, d = im[j]! - meanIm[m]!;
      stepRe[k]! += a * c - b * d;
      stepIm[k]! += a * d + b * c;
      meanRe[m]! += MEAN_STEP * c;
      meanIm[m]! += MEAN_STEP * d;
    }
  }
}
