/** The parts of the session that the programme holds. */

/** A part of the session that the programme holds, in stem frames; `toFrame` is excluded. */
export interface Segment {
  readonly fromFrame: number;
  readonly toFrame: number;
}

/** The parts of the session that programme frames `fromFrame` to `toFrame` show, clipped to the programme. */
export function stemRanges(
  segments: readonly Segment[],
  fromFrame: number,
  toFrame: number,
): Segment[] {
  const ranges: Segment[] = [];
  let start = 0;
  for (const segment of segments) {
    const length = segment.toFrame - segment.fromFrame;
    const from = Math.max(fromFrame, start) - start;
    const to = Math.min(toFrame, start + length) - start;
    if (to > from) {
      ranges.push({ fromFrame: segment.fromFrame + from, toFrame: segment.fromFrame + to });
    }
    start += length;
  }
  return ranges;
}

/** Where in the programme an instant of the session is heard; one that was cut lies at its cut. */
export function programmeFrame(segments: readonly Segment[], sessionFrame: number): number {
  let start = 0;
  for (const { fromFrame, toFrame } of segments) {
    if (sessionFrame < toFrame) return start + Math.max(0, sessionFrame - fromFrame);
    start += toFrame - fromFrame;
  }
  return start;
}

/** The instant of the session that is heard at a frame of the programme: the first of several. */
export function sessionFrame(segments: readonly Segment[], frame: number): number {
  let start = 0;
  for (const { fromFrame, toFrame } of segments) {
    if (frame <= start + toFrame - fromFrame) return fromFrame + frame - start;
    start += toFrame - fromFrame;
  }
  return segments.at(-1)?.toFrame ?? 0;
}
