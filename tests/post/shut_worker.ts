/** A worker for tests: its gates stay shut although it says that they are open; and with `system` nothing helps. */
import { AnalysisServer } from "../../post/analysis/analysis_server.ts";
import { makeChunks } from "../../post/chunks/make_chunks.ts";
import type { PostOrder, PostResult } from "../../post/post_protocol.ts";
import { writeWav } from "../../post/render/wav_output.ts";
import { type Outcome, serveWorker } from "../../post/workers/serve_worker.ts";

const servers = new Map<string, AnalysisServer>();

serveWorker<PostOrder, PostResult>(async (order, context): Promise<Outcome<PostResult>> => {
  if (order.type === "chunks") {
    return { result: { type: "chunks", chunks: await makeChunks(order, context.signal) } };
  }
  if (order.type === "wav") {
    return { result: { type: "wav", written: await writeWav(order, context) } };
  }
  if (order.type === "stream") throw new TypeError("Nobody orders a stream of this worker");
  let server = servers.get(order.track);
  if (!server?.goesOnWith(order)) {
    servers.set(order.track, server = new AnalysisServer(order));
  }
  const update = server.analyse(order.toFrame, order.finish);
  if (order.finish) servers.delete(order.track);
  if (order.track === "system" || order.sound.gate !== "off") update.gains.fill(0);
  return { result: { type: "analysis", update } };
});
