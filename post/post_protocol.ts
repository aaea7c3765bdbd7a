/** What a worker of `post/` can be ordered to do. */
import type { Mp3TallyData } from "../formats/mp3_tally.ts";
import type { ChunkShape } from "./chunk_shape.ts";
import type { Mp3Settings } from "./encode.ts";
import type { ProgrammeOptions, TrackName } from "./options.ts";
import type { DenoiseOrder } from "./stem_denoiser.ts";
import type { RenderJob } from "./render_job.ts";
import type { AnalysisUpdate } from "./track_analysis.ts";

/** Where the stems are, for the tracks that have one. */
export type StemPaths = Readonly<Partial<Record<TrackName, string>>>;

/** What has been listened to of each stem, for the tracks of which there is anything: its path, and how many frames. */
export type HeardStems = Readonly<
  Partial<Record<TrackName, { readonly path: string; readonly frames: number }>>
>;

/**
 * Listen to a stem up to a frame, going on where this worker's last order for the track ended; from the first frame on when
 * it is to be cleaned into another file than before, or heard with another gate.
 */
export interface AnalysisOrder {
  readonly type: "analysis";
  readonly track: TrackName;
  readonly path: string;
  readonly options: ProgrammeOptions;
  /** Clean the stem first. */
  readonly denoise?: DenoiseOrder;
  /** URL of RNNoise's WebAssembly: it is asked where the gate is in doubt. */
  readonly rnnoiseUrl?: string;
  /** Frames that the stem is known to have. */
  readonly toFrame: number;
  /** The stem ends there. */
  readonly finish: boolean;
}

/** A chunk and its file. */
export interface ChunkTask {
  readonly shape: ChunkShape;
  /** Its name says what is in it: a whole file of that name is the chunk. */
  readonly path: string;
}

/** Make the files of chunks that follow one another, as far as they are not there already. */
export interface ChunkOrder {
  readonly type: "chunks";
  /** Reaches over all of them. */
  readonly job: RenderJob;
  readonly chunks: readonly ChunkTask[];
  readonly stems: HeardStems;
  readonly mp3: Mp3Settings;
  readonly ffmpegPath: string;
  /** Of ffmpeg, which does nine tenths of the work. */
  readonly niceness?: number;
}

/** Write the whole programme as one WAV file; progress is told in programme frames. */
export interface WavOrder {
  readonly type: "wav";
  readonly job: RenderJob;
  readonly stems: HeardStems;
  readonly bits: 16 | 24;
  readonly path: string;
}

/** What a worker can be asked for. */
export type PostOrder = AnalysisOrder | ChunkOrder | WavOrder;

/** What it answers, by the order's type. */
export type PostResult =
  | { readonly type: "analysis"; readonly update: AnalysisUpdate }
  | { readonly type: "chunks"; readonly tallies: readonly Mp3TallyData[] }
  | { readonly type: "wav"; readonly frames: number };
