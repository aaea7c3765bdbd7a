/** What a worker of `post/` can be ordered to do. */
import type { WavOrder } from "./render/wav_order.ts";
import type { WrittenWav } from "./render/wav_output.ts";
import type { ChunkOrder, MadeChunk } from "./chunks/chunk_order.ts";
import type { AnalysisOrder } from "./analysis/analysis_order.ts";
import type { StreamOrder, StreamPiece } from "./stream/stream_order.ts";
import type { AnalysisUpdate } from "./analysis/analysis_update.ts";

/** What a worker can be asked for. */
export type PostOrder = AnalysisOrder | ChunkOrder | WavOrder | StreamOrder;

/** What it answers, by the order's type. */
export type PostResult =
  | { readonly type: "analysis"; readonly update: AnalysisUpdate }
  | { readonly type: "chunks"; readonly chunks: readonly MadeChunk[] }
  | { readonly type: "wav"; readonly written: WrittenWav }
  | { readonly type: "stream"; readonly piece: StreamPiece };
