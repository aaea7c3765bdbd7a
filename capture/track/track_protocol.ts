/**
 * What the session and a track's worker say to each other.
 *
 * ```
 * session                      worker
 *    ── open ───────────────────▶  opens the source (and starts the silence)
 *    ◀─ opened | unopened | failed
 *    ── start ──────────────────▶  the source runs; its ring keeps what it hears
 *    ◀────────────────── anchored  the first block has come
 *    ── zero ───────────────────▶  the stem grows
 *    ── keep ───────────────────▶  the stem begins with a frame that is remembered (of a worker that waits)
 *    ◀─────────────────────── kept  from here on, frames are the session's
 *    ◀── progress, gap, fold, away, back, moved, monitor, ended
 *    ── hush ───────────────────▶  from a frame on, nothing is kept (or all is again)
 *    ◀────────────────── hushed
 *    ── extend ─────────────────▶  the end that was known is later
 *    ── change ─────────────────▶  the next part begins: another stem, with the end of this one in front
 *    ◀───────────────── changed
 *    ── stop ───────────────────▶  the end that the stem can still keep is
 *    ◀──────────────────── ending
 *    ── finish ─────────────────▶  reads on until it has the end that all can keep, closes the stem
 *    ◀────────── stopped | failed
 *    ◀──────────────────── closed  the device is closed too; the worker is gone
 * ```
 * `failed` may come at any time; after it the worker is finished. A worker that takes another's place learns that
 * from `open`, and says `away` and `back` instead of `opened`.
 */
import type { TrackFold } from "../ground/track_fold.ts";
import type { SoundFacts } from "../sound/sound_facts.ts";
import type { SpeechFacts } from "../sound/speech_facts.ts";
import type { TrackName } from "../ground/tracks.ts";
import type { StemPlace } from "../stem/carry_over.ts";
import type { StemChange } from "../stem/current_stem.ts";
import type { Gap } from "../timeline/anchor.ts";
import type { DeviceErrorKind } from "../../ffi/device_error.ts";
import type { MonitorState, SourceChoice } from "../source/source.ts";

/** From the session to a track. */
export type ToTrack =
  | OpenTrack
  /** Begin to deliver; files at exactly this instant. */
  | { readonly type: "start"; readonly startNs: number }
  /** The session's first frame is this instant; with `endNs`, nothing from then on belongs to it. */
  | { readonly type: "zero"; readonly zeroNs: number; readonly endNs?: number }
  /** What the worker has remembered belongs to the session from this frame on, which is the session's frame 0. */
  | { readonly type: "keep"; readonly fromFrame: number; readonly stemPath: string }
  /** From this frame on the stem is silent whatever is heard, or no longer; it counts from the next frame if that is later. */
  | { readonly type: "hush"; readonly on: boolean; readonly atFrame: number }
  /** The end that `zero` told is this instant instead. */
  | { readonly type: "extend"; readonly endNs: number }
  /** Another stem is written from now on. */
  | { readonly type: "change"; readonly stem: StemChange }
  /** The session is to end at this instant. */
  | { readonly type: "stop"; readonly endNs: number }
  /** Every stem is to have exactly so many frames. */
  | { readonly type: "finish"; readonly frames: number };

/** The first message of all. */
export interface OpenTrack {
  readonly type: "open";
  readonly track: TrackName;
  readonly choice: SourceChoice;
  readonly rateHz: number;
  /** Empty while it waits. */
  readonly stemPath: string;
  /** The frame of the session at which the stem begins; 0 without it. */
  readonly firstFrame?: number;
  /** The stem of the part before, of which this one holds the end. */
  readonly before?: StemPlace;
  /** The native library; without it the worker keeps time by the engine's clock (files only). */
  readonly libraryPath?: string;
  /** The session clock's now, for a worker without the library; ns. */
  readonly nowNs: number;
  /** Where a paced clock begins, ns, and how much faster it runs. */
  readonly epochNs: number;
  readonly pace: number;
  /** One number, 0 until another takes this worker's place or the session is over: it must not touch the stem then. */
  readonly fence?: SharedArrayBuffer;
  /** One number, as `hushWord` has it: a hush, or its end, that was asked for and may still be on its way. */
  readonly hushWord?: SharedArrayBuffer;
  /** Listen for speech, and report it with the progress; without it nobody asks. */
  readonly speech?: SpeechOrder;
  /** Nothing is to reach the disk yet: so much is remembered until `keep`, seconds. */
  readonly waitSeconds?: number;
  /** The session runs already: this worker takes the place of one that hangs or has died. */
  readonly resume?: ResumeTrack;
}

/** What listening for speech takes. */
export interface SpeechOrder {
  /** URL of RNNoise's WebAssembly, which may be gzipped (`.gz`). */
  readonly rnnoiseUrl: string;
}

/** What a worker goes on with; its device is opened as one that went away. */
export interface ResumeTrack {
  readonly zeroNs: number;
  readonly endNs?: number;
  /** Stem frame from which on there is silence that nobody has reported yet; by default where the stem ends. */
  readonly silentFrom?: number;
  /** Frames at which the stem was hushed and no longer, in turn. */
  readonly hushEdges: readonly number[];
  /** Why the track is silent until the device delivers. */
  readonly reason: string;
}

/** From a track to the session. */
export type FromTrack =
  | {
    readonly type: "opened";
    readonly name: string;
    readonly rateHz: number;
    readonly channels: number;
    /** Whether it stands in for the one that was chosen; so it is of those that follow. */
    readonly isSpare: boolean;
  }
  /** The device does not open; the worker tries again until the session ends. */
  | { readonly type: "unopened"; readonly failure: TrackFailure }
  /** The first block has come; `firstNs` is the instant of its first frame. */
  | { readonly type: "anchored"; readonly firstNs: number }
  | { readonly type: "progress"; readonly progress: StemProgress }
  | { readonly type: "gap"; readonly gap: Gap }
  /** Several channels become one in another way than before. */
  | { readonly type: "fold"; readonly fold: TrackFold }
  /** A `keep` is obeyed: what the track's frame `fromFrame` was is the session's frame 0 from now on. */
  | { readonly type: "kept"; readonly fromFrame: number }
  /** A `hush` is obeyed, from this frame on. */
  | { readonly type: "hushed"; readonly atFrame: number }
  /** Another stem is written, this one, and the one before is whole. */
  | { readonly type: "changed"; readonly stemPath: string }
  /** Nothing comes any more; the worker tries to open the device again. */
  | { readonly type: "away"; readonly atFrame: number; readonly reason: string }
  /** It delivers again. */
  | { readonly type: "back" } & DeviceInPlace
  /** The default device has changed, or the one is there that a spare stood in for, and another is recorded now. */
  | { readonly type: "moved" } & DeviceInPlace
  /** The microphone is played to headphones, or is not any more. */
  | { readonly type: "monitor"; readonly monitor: MonitorState }
  /** A file has come to its end, at this instant. */
  | { readonly type: "ended"; readonly endNs: number }
  /** The stem can still end at this frame; it has not been written any further. */
  | { readonly type: "ending"; readonly frames: number }
  | { readonly type: "stopped"; readonly report: StemReport }
  /** The worker is finished; `kind` as in `DeviceError`, or `file` for a file that cannot be used, or `bug`. */
  | { readonly type: "failed"; readonly failure: TrackFailure }
  | { readonly type: "closed" };

/** A device that is recorded from a frame on. */
export interface DeviceInPlace {
  readonly atFrame: number;
  readonly name: string;
  readonly isSpare: boolean;
}

/** Why a worker gave up. */
export interface TrackFailure {
  readonly kind: DeviceErrorKind | "file" | "disk" | "bug";
  readonly message: string;
  /** Why, without "Cannot …:", where the error says it apart. */
  readonly reason?: string;
  /** What is in the stem all the same, if it was begun. */
  readonly report?: StemReport;
}

/** How a track stands. Levels are of the time since the last such message, dBFS, −Infinity for digital zero. */
export interface StemProgress {
  /** Frames on the disk, from the session's first on. */
  readonly frames: number;
  readonly peakDb: number;
  readonly rmsDb: number;
  /** How much faster the device's clock runs than the host's, parts per million. */
  readonly ppm: number;
  /** Device frames that were dropped because the buffer was full. */
  readonly dropped: number;
  /** Device frames that came too late: silence stands in their place. */
  readonly unplacedFrames: number;
  /** The last anchor: device frames, and the host time at which they had come, ns. */
  readonly position: number;
  readonly hostNs: number;
  /** What its source sounds like; none while it does not deliver. */
  readonly sound?: SoundFacts;
  /** Speech in the stem, where it was asked for. */
  readonly speech?: SpeechFacts;
}

/** What a track came to. */
export interface StemReport {
  readonly name: string;
  /** Frames from the session's first on; the same for all tracks. */
  readonly frames: number;
  /** Device frames that were dropped because the buffer was full. */
  readonly dropped: number;
  /** Device frames that came too late: silence stands in their place. */
  readonly unplacedFrames: number;
  readonly gapCount: number;
  readonly gapFrames: number;
  readonly ppm: number;
  /** Silence before the first sound of the source. */
  readonly startOffsetSeconds: number;
  /** Set when the source was not there at the end. */
  readonly lost?: string;
}
