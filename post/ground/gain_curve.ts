/** How a gain moves over time. */

/** The gain over some frames: `gains[i]`, linear, holds at frame (fromHop + i) × hopFrames, straight lines between. */
export interface GainCurve {
  readonly hopFrames: number;
  readonly fromHop: number;
  readonly gains: Float32Array<ArrayBuffer>;
}
