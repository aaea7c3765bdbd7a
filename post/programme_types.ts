/** What a programme is made from, and what comes out. */
import type { TrackName } from "../capture/ground/tracks.ts";
import type { Id3Tag } from "../formats/id3.ts";
import type { ChunkProgress } from "./chunks/chunk_board.ts";
import type { Mp3Settings } from "./encode/encode.ts";
import type { GateOpening } from "./ground/gate_opening.ts";
import type { StemPaths } from "./ground/heard_stems.ts";
import type { ProgrammeOptions } from "./ground/options.ts";
import type { Segment } from "./ground/segments.ts";
import type { Plan } from "./plan/plan.ts";

/** The form of the finished file. */
export type ProgrammeForm =
  | { readonly type: "mp3"; readonly rate: Mp3Settings["rate"] }
  | { readonly type: "wav"; readonly bits: 16 | 24 };

/** What a programme is made from and how. */
export interface ProgrammeSettings {
  /** The stem of every track that the session has; a file may come later. */
  readonly stems: StemPaths;
  readonly options: ProgrammeOptions;
  readonly form: ProgrammeForm;
  /** A folder for chunks and the file while it grows: `Spool.chunksFolder`. */
  readonly chunksFolder: string;
  /** Not used for WAV. */
  readonly ffmpegPath: string;
  /**
   * URL of RNNoise's WebAssembly; needed to suppress noise. It is also asked where the gate is in doubt: without it all that
   * is doubtful counts as speech.
   */
  readonly rnnoiseUrl?: string;
  /**
   * `live`: a session is being recorded: chunks are made as they come, by few workers at a low priority.
   * `offline`: the stems are whole: all cores, as soon as the gains are known.
   */
  readonly mode: "live" | "offline";
  /** Most workers at once; by default what fits the mode. */
  readonly workers?: number;
  /** Called when something has changed; must not throw. */
  onProgress?(progress: ChunkProgress): void;
  /** Gives up everything when aborted; what is in the spool stays. */
  readonly signal?: AbortSignal;
  /** MP3 frames of a chunk; less than 1,000 in tests only. */
  readonly chunkMp3Frames?: number;
}

/** The end of the session, and the file to make of it. */
export interface FinishOptions {
  /** Length of the session in frames; a stem that is shorter is silent at its end. */
  readonly frames: number;
  /** The file to make. */
  readonly target: string;
  /** Replace it when it is there. */
  readonly force: boolean;
  /** What of the session was off the record, in order; by default as `grow` was told. */
  readonly pauses?: readonly Segment[];
  /** The file has nothing from this frame of the session on, whatever the settings are; by default it has all. */
  readonly endFrame?: number;
  /** Title, date and chapters, these by the session's time; the length is filled in. */
  readonly id3: Id3Tag;
  /** What to do when it fails, as the end of a message: `run: confrec recover "x.confrec"`. */
  readonly advice: string;
}

/** What came out. */
export interface ProgrammeReport {
  readonly path: string;
  readonly bytes: number;
  /** Frames of sound in the file. */
  readonly frames: number;
  readonly rateHz: number;
  readonly channels: 1 | 2;
  readonly plan: Plan;
  /** Tracks of which nothing is heard in it. */
  readonly silentTracks: readonly TrackName[];
  /**
   * Tracks that are in the file with their gate open, although one was asked for. `speech`: what it would have removed sounds
   * like somebody speaking; tell the person, and keep the stems. `silent`: nothing at all would have been heard of a stem
   * that holds sound; it is there as loud as it was recorded, unless speech was found in it.
   */
  readonly gateOpenings: Readonly<Partial<Record<TrackName, GateOpening>>>;
  /** Tracks so quiet that raising them by `MAX_BOOST_DB` does not bring them to their target. */
  readonly boostLimited: readonly TrackName[];
}
