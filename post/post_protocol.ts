/** What a worker of `post/` can be ordered to do. */
import type { WavOrder } from "./render/wav_order.ts";
import type { ChunkOrder } from "./chunks/chunk_order.ts";
import type { AnalysisOrder } from "./analysis/analysis_order.ts";
import type { Mp3TallyData } from "../formats/mp3_tally.ts";
import type { AnalysisUpdate } from "./analysis/track_analysis.ts";

/** What a worker can be asked for. */
export type PostOrder = AnalysisOrder | ChunkOrder | WavOrder;

/** What it answers, by the order's type. */
export type PostResult =
  | { readonly type: "analysis"; readonly update: AnalysisUpdate }
  | { readonly type: "chunks"; readonly tallies: readonly Mp3TallyData[] }
  | { readonly type: "wav"; readonly frames: number };
