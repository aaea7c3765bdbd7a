/** What the worker that listens to a track is asked for. */
import type { DenoiseOrder } from "./stem_denoiser.ts";
import type { ProgrammeOptions } from "../ground/options.ts";
import type { TrackName } from "../../capture/ground/tracks.ts";

/**
 * Listen to a stem up to a frame, going on where this worker's last order for the track ended; from the first frame on when
 * it is to be cleaned into another file than before.
 */
export interface AnalysisOrder {
  readonly type: "analysis";
  readonly track: TrackName;
  readonly path: string;
  readonly options: ProgrammeOptions;
  /** Clean the stem first. */
  readonly denoise?: DenoiseOrder;
  /** Frames that the stem is known to have. */
  readonly toFrame: number;
  /** The stem ends there. */
  readonly finish: boolean;
}
