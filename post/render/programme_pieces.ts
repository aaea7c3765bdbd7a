/** What is heard in a range of the programme: segments, and the crossfades between them. */
import type { Segment } from "../ground/segments.ts";

/** A fade over the first frames of a piece. */
export interface Fade {
  readonly direction: "in" | "out";
  /** Its whole length, frames. */
  readonly frames: number;
  /** What of it lies before the piece's begin. */
  readonly doneFrames: number;
}

/** Frames of the stems that stand one after the other in the programme. */
export interface ProgrammePiece {
  /** Where in the programme the piece begins. */
  readonly atFrame: number;
  /** First frame of the stems. */
  readonly stemFrame: number;
  readonly frames: number;
  readonly fade?: Fade;
}

/** At a cut one part of the session becomes the next over this time: too short to be heard, too long to click. */
const CROSSFADE_SECONDS = 0.01;

/** Frames of the crossfade at a cut. */
export function crossfadeFrames(rateHz: number): number {
  return Math.round(CROSSFADE_SECONDS * rateHz);
}

/**
 * What is heard from programme frame `fromFrame` to `toFrame` (excluded): the segments, clipped, and behind each cut for a
 * moment the continuation of what was cut off, so that the background does not jump.
 */
export function programmePieces(
  segments: readonly Segment[],
  rateHz: number,
  fromFrame: number,
  toFrame: number,
): ProgrammePiece[] {
  const fadeFrames = crossfadeFrames(rateHz);
  const pieces: ProgrammePiece[] = [];
  let start = 0;
  let before: Segment | undefined;
  const add = (stemFrame: number, frames: number, direction?: Fade["direction"]) => {
    const from = Math.max(fromFrame, start) - start;
    const to = Math.min(toFrame, start + frames) - start;
    if (to <= from) return;
    const piece = { atFrame: start + from, stemFrame: stemFrame + from, frames: to - from };
    pieces.push(
      direction && from < fadeFrames
        ? { ...piece, fade: { direction, frames: fadeFrames, doneFrames: from } }
        : piece,
    );
  };
  for (const segment of segments) {
    const length = segment.toFrame - segment.fromFrame;
    if (before) add(before.toFrame, Math.min(fadeFrames, length), "out");
    add(segment.fromFrame, length, before ? "in" : undefined);
    before = segment;
    start += length;
  }
  return pieces;
}
