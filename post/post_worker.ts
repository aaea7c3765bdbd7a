/** A worker of post/: carries out what the pool orders. */
import type { AnalysisOrder } from "./analysis/analysis_order.ts";
import type { TrackName } from "../capture/ground/tracks.ts";
import { makeChunks } from "./chunks/make_chunks.ts";
import type { PostOrder, PostResult } from "./post_protocol.ts";
import { type Outcome, serveWorker } from "./workers/serve_worker.ts";
import { AnalysisServer } from "./analysis/analysis_server.ts";
import { StreamMix } from "./stream/stream_mix.ts";
import type { StreamOrder } from "./stream/stream_order.ts";
import { writeWav } from "./render/wav_output.ts";

/** The analyses that this worker is in the middle of. */
const servers = new Map<TrackName, AnalysisServer>();
/** What is heard while it is recorded: a worker that does this has no other work. */
let mix: StreamMix | undefined;

serveWorker<PostOrder, PostResult>(async (order, context): Promise<Outcome<PostResult>> => {
  switch (order.type) {
    case "analysis":
      return analyse(order);
    case "chunks":
      return { result: { type: "chunks", chunks: await makeChunks(order, context.signal) } };
    case "wav":
      return { result: { type: "wav", written: await writeWav(order, context) } };
    case "stream":
      return stream(order);
  }
});

function analyse(order: AnalysisOrder): Outcome<PostResult> {
  let server = servers.get(order.track);
  if (!server?.goesOnWith(order)) {
    server?.[Symbol.dispose]();
    servers.set(order.track, server = new AnalysisServer(order));
  }
  const update = server.analyse(order.toFrame, order.finish, order.echo?.farFrames);
  const transfer = [update, ...update.unsilenced ? [update.unsilenced] : []]
    .flatMap(({ gains, peaks, levels }) => [gains, peaks, ...levels ? [levels] : []])
    .map(({ buffer }) => buffer);
  return { result: { type: "analysis", update }, transfer };
}

function stream(order: StreamOrder): Outcome<PostResult> {
  mix ??= new StreamMix(order);
  const piece = mix.goOn(order);
  if (order.finish) {
    mix[Symbol.dispose]();
    mix = undefined;
  }
  return { result: { type: "stream", piece }, transfer: [piece.samples.buffer] };
}
