/** What a worker that makes chunks is asked for. */
import type { Mp3TallyData } from "../../formats/mp3_tally.ts";
import type { HeardPeaks } from "../ground/heard_peaks.ts";
import type { Mp3Settings } from "../encode/encode.ts";
import type { HeardStems } from "../ground/heard_stems.ts";
import type { RenderJob } from "../render/render_job.ts";
import type { MeasuredSound } from "../ground/measured_sound.ts";
import type { ChunkShape } from "./chunk_shape.ts";

/** A chunk and its file. */
export interface ChunkTask {
  readonly shape: ChunkShape;
  /** Its name says what is in it: a whole file of that name is the chunk. */
  readonly path: string;
}

/** What is known of a chunk that was made. */
export interface MadeChunk {
  /** What the Info tag must know of it. */
  readonly tally: Mp3TallyData;
  /** What each track gave to it, or to those that were made with it. */
  readonly peaks: HeardPeaks;
  /** How loud it is. */
  readonly sound: MeasuredSound;
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
