import type { AnalysisOrder, AnalysisResult } from "./analysis_protocol.ts";
import type { TrackName } from "./options.ts";
import { lowerThreadPriority, serveWorker } from "./serve_worker.ts";
import { StemListener } from "./stem_listener.ts";

const listeners = new Map<TrackName, StemListener>();

serveWorker<AnalysisOrder, AnalysisResult>((order) => {
  if (order.niceness !== undefined) lowerThreadPriority(order.niceness);
  let listener = listeners.get(order.track);
  if (!listener) listeners.set(order.track, listener = new StemListener(order));
  const result = listener.listen(order.toFrame, order.finish);
  return { result, transfer: [result.gains.buffer] };
});
