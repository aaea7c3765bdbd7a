/** What a track is made of, and how its source can stand. */
import type { TrackFold } from "../ground/track_fold.ts";
import type { TrackName } from "../ground/tracks.ts";
import type { Source, SourceBlock } from "../source/source.ts";
import type { Hush } from "./hush.ts";
import type { Gap } from "../timeline/anchor.ts";

/** What a track is made of. */
export interface TrackOptions {
  readonly track: TrackName;
  /** Rate of the stem, Hz. */
  readonly rateHz: number;
  /** A source that has been started at `startedNs`. */
  readonly source: Source;
  readonly startedNs: number;
  /** A block that was read from it already. */
  readonly firstBlock?: SourceBlock;
  /** The session's first frame, host ns. */
  readonly zeroNs: number;
  /** Frames that are in the stem already; 0 without it. */
  readonly fromFrame?: number;
  /** From where on they are silence that nobody has reported yet; all are sound, or reported, without it. */
  readonly silentFrom?: number;
  /** Makes silence of what is not to be kept. */
  readonly hush?: Hush;
  /** Takes the stem's frames, interleaved; they are valid during the call. */
  write(samples: Float32Array): void;
  /** Takes long silence instead of `write`, if there is one; frames. */
  silence?(frames: number): void;
  onGap(gap: Gap): void;
  /** Called when the source's channels are made the stem's in another way than before. */
  onFold?(fold: TrackFold): void;
}

/** Why a track's source does not deliver. */
export type TrackState =
  | { readonly type: "live" }
  /** Its source came to its end, at this instant (ns). */
  | { readonly type: "ended"; readonly endNs: number }
  | { readonly type: "away"; readonly reason: string };
