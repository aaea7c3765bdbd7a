// deno-lint-ignore-file no-non-null-assertion -- the loop runs within the bounds of its arrays
/** How the two channels of a stem become one. */
import { FOLD_RAMP_HOPS, SafeFold } from "../../dsp/safe_fold.ts";

/** Weights of the two channels of a stem where one is made of them, at the begin of a hop; straight lines between. */
export interface FoldPoint {
  readonly hop: number;
  readonly left: number;
  readonly right: number;
}

/** How two channels become one as long as nothing speaks against it: their mean, which is louder than neither. */
const MEAN = 0.5;

/**
 * Finds, while a stem with two channels is listened to, how one is made of them for `mono` and `split`, so that what
 * plays in counterphase is heard. It looks at nothing that is still to come.
 */
export class StereoFold {
  readonly #safe = new SafeFold([MEAN, MEAN]);
  readonly #hopFrames: number;
  readonly #one: Float32Array;
  #points: FoldPoint[] = [];
  /** At the begin of the present hop, and what each frame adds. */
  #left = MEAN;
  #right = MEAN;
  #leftSlope = 0;
  #rightSlope = 0;
  #rampHops = 0;
  #within = 0;

  constructor(hopFrames: number) {
    this.#hopFrames = hopFrames;
    this.#one = new Float32Array(hopFrames);
  }

  /**
   * Takes interleaved samples that lie within one hop.
   *
   * @returns the one channel; valid until the next call
   */
  add(samples: Float32Array): Float32Array {
    const frames = samples.length / 2;
    this.#safe.add(samples, 0, frames);
    const one = this.#one.subarray(0, frames);
    for (let i = 0; i < frames; i++) {
      const step = this.#within + i;
      one[i] = samples[2 * i]! * (this.#left + this.#leftSlope * step) +
        samples[2 * i + 1]! * (this.#right + this.#rightSlope * step);
    }
    this.#within += frames;
    return one;
  }

  /** @param hop the one that is complete */
  endHop(hop: number): void {
    this.#within = 0;
    if (this.#rampHops > 0) {
      this.#rampHops--;
      this.#left += this.#leftSlope * this.#hopFrames;
      this.#right += this.#rightSlope * this.#hopFrames;
      if (this.#rampHops === 0) {
        [this.#left, this.#right] = this.#target;
        this.#leftSlope = this.#rightSlope = 0;
      }
    }
    if (!this.#safe.endHop()) return;
    const [left, right] = this.#target;
    this.#points.push({ hop: hop + 1, left: this.#left, right: this.#right });
    this.#points.push({ hop: hop + 1 + FOLD_RAMP_HOPS, left, right });
    this.#rampHops = FOLD_RAMP_HOPS;
    this.#leftSlope = (left - this.#left) / (FOLD_RAMP_HOPS * this.#hopFrames);
    this.#rightSlope = (right - this.#right) / (FOLD_RAMP_HOPS * this.#hopFrames);
  }

  /** Where the weights have begun or ended to move since this was asked last. */
  takePoints(): FoldPoint[] {
    return this.#points.splice(0);
  }

  get #target(): [number, number] {
    return [this.#safe.weights[0]!, this.#safe.weights[1]!];
  }
}

/** Weights at the begin of each hop from `fromHop` on, as many as `hops`. */
export interface FoldCurve {
  readonly left: Float32Array<ArrayBuffer>;
  readonly right: Float32Array<ArrayBuffer>;
}

/**
 * The weights over some hops.
 *
 * @param points all that are known, in order
 * @returns `undefined` where they are those of the mean all along
 */
export function foldCurve(
  points: readonly FoldPoint[],
  fromHop: number,
  hops: number,
): FoldCurve | undefined {
  const [first] = points;
  if (first === undefined || first.hop >= fromHop + hops) return undefined;
  const left = new Float32Array(hops).fill(MEAN);
  const right = new Float32Array(hops).fill(MEAN);
  let before = { hop: -1, left: MEAN, right: MEAN };
  let next = 0;
  let isMean = true;
  for (let i = 0; i < hops; i++) {
    const hop = fromHop + i;
    while (next < points.length && points[next]!.hop <= hop) before = points[next++]!;
    const after = points[next] ?? before;
    const share = after === before ? 0 : (hop - before.hop) / (after.hop - before.hop);
    left[i] = before.left + share * (after.left - before.left);
    right[i] = before.right + share * (after.right - before.right);
    isMean &&= left[i] === MEAN && right[i] === MEAN;
  }
  return isMean ? undefined : { left, right };
}
