/** A worker for tests: it tells its number of life, and dies of an order as often as the order's path says. */
import type { PostOrder, PostResult } from "../../post/post_protocol.ts";
import { serveWorker } from "../../post/workers/serve_worker.ts";
import { TrackAnalyser } from "../../post/analysis/track_analyser.ts";

let analysed = 0;

serveWorker<PostOrder, PostResult>(async (order) => {
  if (order.type === "analysis") {
    const analyser = new TrackAnalyser({ track: order.track, options: order.sound });
    if (order.finish) analyser.finish();
    const update = { ...analyser.take(), frames: ++analysed };
    return { result: { type: "analysis", update } };
  }
  if (order.type !== "wav") throw new TypeError(`Nobody orders ${order.type} of this worker`);
  const lives = Number(Deno.readTextFileSync(order.path));
  if (lives === 0) {
    return { result: { type: "wav", written: { frames: analysed, peaks: {}, sounds: [] } } };
  }
  Deno.writeTextFileSync(order.path, `${lives - 1}`);
  setTimeout(() => {
    throw new Error("dies of it");
  }, 0);
  return await new Promise(() => {});
});
