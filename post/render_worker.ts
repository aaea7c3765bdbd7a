import { makeChunk } from "./make_chunk.ts";
import type { RenderOrder, RenderResult } from "./render_protocol.ts";
import { lowerThreadPriority, type Outcome, serveWorker } from "./serve_worker.ts";
import { writeWav } from "./wav_output.ts";

serveWorker<RenderOrder, RenderResult>(async (order, context): Promise<Outcome<RenderResult>> => {
  if (order.type === "wav") {
    const frames = await writeWav(order, context);
    return { result: { type: "wav", frames } };
  }
  if (order.niceness !== undefined) lowerThreadPriority(order.niceness);
  const tally = await makeChunk(order, context.signal);
  return { result: { type: "chunk", tally } };
});
