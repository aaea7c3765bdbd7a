/** What an analyser tells the main thread, from time to time. */
import type { CleaningResult } from "../ground/cleaning_result.ts";
import type { EchoFound } from "../ground/echo_found.ts";
import type { StemChange } from "../ground/heard_stems.ts";
import type { FoldPoint } from "../ground/stereo_fold.ts";
import type { FoundHops } from "./levels/hop_outcome.ts";
import type { TrackName } from "../../capture/ground/tracks.ts";

/**
 * What a track's analyser has found out since the last time it was asked. Plain data: post it to the main thread and
 * transfer the buffers of its arrays.
 */
export interface AnalysisUpdate {
  readonly track: TrackName;
  /** Gain at the first frame of each newly settled hop, beginning with hop `fromHop`. */
  readonly gains: Uint16Array<ArrayBuffer>;
  /** Highest |sample × gain| of the hop that ends where the gain of the same index holds, by `codeOfPeak`. */
  readonly peaks: Uint16Array<ArrayBuffer>;
  /** Root mean square of that hop × gain, by `codeOfPeak`. */
  readonly levels?: Uint16Array<ArrayBuffer>;
  readonly fromHop: number;
  /** Where the way in which one channel is made of two begins or ends to change; those of the settled hops are known. */
  readonly folds?: readonly FoldPoint[];
  /** Hops at which a voice, or what may be one, begins and ends in turn; those of the settled hops are known. */
  readonly voiceTurns?: readonly number[];
  /** Hops at which somebody begins and ceases to speak in turn, as far as it is known. */
  readonly speechTurns?: readonly number[];
  /** The level that normalisation brings to its target: dBFS or LUFS, −Infinity for silence. */
  readonly levelDb: number;
  /** Anything but digital silence has been seen. */
  readonly holdsSound: boolean;
  /** So long the gate was open. */
  readonly openSeconds: number;
  /** So long somebody speaks in what the gate removes, as far as it was in doubt. */
  readonly removedVoiceSeconds: number;
  /** So long at least, whatever is still to come. */
  readonly leastRemovedVoiceSeconds?: number;
  /** What was found of the other side in it, where that is taken out. */
  readonly echo?: EchoFound;
  /** Where what was taken out has changed the stem; absent as long as it has not. */
  readonly echoless?: StemChange;
  /** What noise suppression has left, where the stem is cleaned. */
  readonly cleaning?: CleaningResult;
  /** The same with the gate open, of the same hops, where the gate goes by what it hears: it may be wrong. */
  readonly unsilenced?: FoundHops;
  /** Frames of the stem seen so far. */
  readonly frames: number;
  /** Gains and peaks up to here, and what a limiter needs after it, will not change any more. */
  readonly settledFrames: number;
  /** The stem has ended: `settledFrames` equals `frames`. */
  readonly finished: boolean;
}
