/** How a gain moves over time. */
import type { FoldCurve } from "./stereo_fold.ts";

/** The gain over some frames: `gains[i]`, linear, holds at frame (fromHop + i) × hopFrames, straight lines between. */
export interface GainCurve {
  readonly hopFrames: number;
  readonly fromHop: number;
  readonly gains: Float32Array<ArrayBuffer>;
  /** How one channel is made of two, where it is not their mean. */
  readonly fold?: FoldCurve;
}
