/** How a track makes few channels of many. */
import type { FoldKind } from "../../dsp/fold_choice.ts";

/** How one channel is made of several, from a frame of the stem on. */
export interface TrackFold {
  /** Up to 10 ms of sound, and what the clock is not sure of, lie between this and the exact place. */
  readonly atFrame: number;
  readonly kind: FoldKind;
  /** The channel that is taken alone, or that the others are turned to; counted from 1. */
  readonly channel?: number;
  /** Which of the stem's channels, where it has two that were made of more. */
  readonly side?: "left" | "right";
}
