/** The list of what was cut out of a session, beside the finished file. */
import { basename, dirname, join } from "node:path";
import { nameBeside } from "../../ffi/system/name_beside.ts";
import { OutputError } from "./output_error.ts";
import { writeWhole } from "../chunks/write_whole.ts";
import type { Segment } from "../ground/segments.ts";

/** While it is written its name is four bytes longer (`writeWhole`). */
const MOST_NAME_BYTES = 251;

/** Where the list of cuts of a file stands. */
export function cutsPathOf(path: string): string {
  return join(dirname(path), nameBeside(basename(path), ".cuts.json", MOST_NAME_BYTES));
}

/** What was cut out of a session, for people and programs: `docs/sound.md` lists the fields. */
export interface CutList {
  readonly rateHz: number;
  readonly sessionFrames: number;
  readonly programmeFrames: number;
  readonly cuts: readonly Cut[];
}

/** A part of the session that the file does not hold. */
export interface Cut {
  /** In the session; seconds from its beginning. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** In the file. */
  readonly atSeconds: number;
  /** The same, exactly. */
  readonly fromFrame: number;
  readonly toFrame: number;
  readonly atFrame: number;
}

/**
 * The cuts between, before and after the segments of a session, or of a part of it.
 *
 * @param span what of the stems the file is made of; frames of the list count from its beginning
 */
export function cutList(
  segments: readonly Segment[],
  span: Segment,
  rateHz: number,
): CutList {
  const cuts: Cut[] = [];
  const sessionFrames = span.toFrame - span.fromFrame;
  let atFrame = 0;
  let fromFrame = 0;
  const seconds = (frames: number) => Math.round(frames / rateHz * 1_000) / 1_000;
  const cutTo = (toFrame: number) => {
    if (toFrame <= fromFrame) return;
    cuts.push({
      fromSeconds: seconds(fromFrame),
      toSeconds: seconds(toFrame),
      atSeconds: seconds(atFrame),
      fromFrame,
      toFrame,
      atFrame,
    });
  };
  for (const segment of segments) {
    const from = Math.max(segment.fromFrame, span.fromFrame) - span.fromFrame;
    const to = Math.min(segment.toFrame, span.toFrame) - span.fromFrame;
    if (to <= from) continue;
    cutTo(from);
    atFrame += to - from;
    fromFrame = to;
  }
  cutTo(sessionFrames);
  return { rateHz, sessionFrames, programmeFrames: atFrame, cuts };
}

/**
 * Writes the list, whole or not at all; what is there is replaced.
 *
 * @throws {OutputError} when that cannot be done, with `advice` (see `OutputError.from`)
 */
export function writeCuts(path: string, list: CutList, advice: string): void {
  try {
    writeWhole(path, new TextEncoder().encode(`${JSON.stringify(list, undefined, 2)}\n`));
  } catch (error) {
    throw OutputError.from(error, path, advice);
  }
}
