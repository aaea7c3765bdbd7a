import type { Mp3TallyData } from "../formats/mp3_tally.ts";
import type { ChunkShape } from "./chunk_shape.ts";
import type { Mp3Settings } from "./encode.ts";
import type { TrackName } from "./options.ts";
import type { RenderJob } from "./render_job.ts";

/** Where the stems are, for the tracks that have one. */
export type StemPaths = Readonly<Partial<Record<TrackName, string>>>;

/** Make one chunk's file, or find that it is there already. */
export interface ChunkOrder {
  readonly type: "chunk";
  readonly job: RenderJob;
  readonly shape: ChunkShape;
  readonly stems: StemPaths;
  readonly mp3: Mp3Settings;
  readonly ffmpegPath: string;
  /** Its name says what is in it: a whole file of that name is the chunk. */
  readonly path: string;
  readonly niceness?: number;
}

/** Write the whole programme as one WAV file; progress is told in programme frames. */
export interface WavOrder {
  readonly type: "wav";
  readonly job: RenderJob;
  readonly stems: StemPaths;
  readonly bits: 16 | 24;
  readonly path: string;
}

/** What a render worker can be asked for. */
export type RenderOrder = ChunkOrder | WavOrder;

/** What it answers, by the order's type. */
export type RenderResult =
  | { readonly type: "chunk"; readonly tally: Mp3TallyData }
  | { readonly type: "wav"; readonly frames: number };
