/** Takes out of a session what was off the record. */
import type { Segment } from "../ground/segments.ts";

/**
 * The segments without the pauses; the parts that stay keep their order.
 *
 * @param segments of the session, in order, that do not overlap
 * @param pauses in order, that do not overlap; the last may end at Infinity
 */
export function withoutPauses(
  segments: readonly Segment[],
  pauses: readonly Segment[],
): readonly Segment[] {
  if (pauses.length === 0) return segments;
  return segments.flatMap((segment) => {
    const kept: Segment[] = [];
    let { fromFrame } = segment;
    for (const pause of pauses) {
      if (pause.toFrame <= fromFrame) continue;
      if (pause.fromFrame >= segment.toFrame) break;
      if (pause.fromFrame > fromFrame) kept.push({ fromFrame, toFrame: pause.fromFrame });
      fromFrame = pause.toFrame;
    }
    if (fromFrame < segment.toFrame) kept.push({ fromFrame, toFrame: segment.toFrame });
    return kept;
  });
}
