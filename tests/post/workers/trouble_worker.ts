/** A worker for tests, which does to itself what it is told. */
import { serveWorker } from "../../../post/workers/serve_worker.ts";

export type TroubleOrder = "echo" | "not-found" | "no-space" | "die" | "wait";

serveWorker<TroubleOrder, string>(async (order, context) => {
  if (order === "not-found") throw new Deno.errors.NotFound("nothing there");
  if (order === "no-space") throw Object.assign(new Error("full"), { code: "ENOSPC" });
  if (order === "die") {
    // Outside of the order, so that the whole worker falls.
    setTimeout(() => {
      throw new Error("the worker falls");
    }, 0);
    await new Promise(() => {});
  }
  if (order === "wait") {
    context.progress(1);
    await new Promise((_, reject) => {
      context.signal.addEventListener("abort", () => reject(context.signal.reason));
    });
  }
  return { result: order };
});
