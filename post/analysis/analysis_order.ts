/** What the worker that analyses a track is asked for. */
import type { DenoiseOrder } from "./stem_denoiser.ts";
import type { EchoOrder } from "./stem_canceller.ts";
import type { StemSource } from "../ground/heard_stems.ts";
import type { ProgrammeSound } from "../ground/sound.ts";
import type { TrackName } from "../../capture/ground/tracks.ts";

/**
 * Analyse a stem up to a frame, going on where this worker's last order for the track ended; from the first frame on when
 * the stem is to be changed into another file than before, or analysed with another gate.
 */
export interface AnalysisOrder extends StemSource {
  readonly type: "analysis";
  readonly track: TrackName;
  readonly sound: ProgrammeSound;
  /** Take the echo of the other side out first. */
  readonly echo?: EchoOrder;
  /** Clean the stem then. */
  readonly denoise?: DenoiseOrder;
  /** URL of RNNoise's WebAssembly: it is asked where the gate is in doubt. */
  readonly rnnoiseUrl?: string;
  /** Frames that the stem is known to have. */
  readonly toFrame: number;
  /** The stem ends there. */
  readonly finish: boolean;
}
