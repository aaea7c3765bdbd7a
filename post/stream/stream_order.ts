/** What a worker is told to make sound of while it is recorded, and what it answers. Plain data. */
import type { PerTrack } from "../../capture/ground/tracks.ts";
import type { ProgrammeSound } from "../ground/sound.ts";
import type { StemPlace } from "./stem_tail.ts";

/** To go on; the first order begins, and says what all that follow say too. */
export interface StreamOrder {
  readonly type: "stream";
  readonly sound: ProgrammeSound;
  /** See `AnalysisClientOptions`. */
  readonly rnnoiseUrl?: string;
  /** Where each side's sound is; a side that is missing here has none. */
  readonly tracks: PerTrack<readonly StemPlace[]>;
  /** So much of the recording is to be heard, frames of the stems; what of it is not there is silence. */
  readonly toFrame: number;
  /** The recording has ended: all that is in the last stems is heard, to its end. */
  readonly finish: boolean;
  /** False where nobody takes it: it is heard, and not rendered. */
  readonly isWanted: boolean;
}

/** The next piece of the programme. */
export interface StreamPiece {
  /** Where it begins and ends, frames of the programme. */
  readonly fromFrame: number;
  readonly toFrame: number;
  /** Interleaved, within ±1; empty where nothing was wanted. */
  readonly samples: Float32Array<ArrayBuffer>;
  /** The file holds sound that this piece, or one before, has not: a side came too late, or the gate had taken it. */
  readonly isLacking: boolean;
}
