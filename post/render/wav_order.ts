/** What a worker that writes a WAV file is asked for. */
import type { WavOrigin } from "../../formats/broadcast_chunk.ts";
import type { HeardStems } from "../ground/heard_stems.ts";
import type { RenderJob } from "./render_job.ts";

/** Write the whole programme as one WAV file; progress is reported in programme frames. */
export interface WavOrder {
  readonly type: "wav";
  readonly job: RenderJob;
  readonly stems: HeardStems;
  readonly bits: 16 | 24;
  /** What the file says of itself. */
  readonly origin: WavOrigin;
  readonly path: string;
}
