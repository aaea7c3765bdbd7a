/** Which part of a session is in a spool, by its journal: where it begins, and where it ends if it does. */
import { basename, dirname, join } from "node:path";
import { isThere } from "../../ffi/system/is_there.ts";
import type { PerTrack } from "../ground/tracks.ts";
import { TAIL_SECONDS } from "../parts/session_part.ts";
import type { JournalRecord } from "../spool/journal.ts";

/** A part of a session that was split, in frames of its stems. */
export interface LeftPart {
  /** Counted from 1. */
  readonly number: number;
  /** Where the part begins, and where its encode does. */
  readonly fromFrame: number;
  readonly encodeFromFrame: number;
  /** Gain of each track at the end of the part before, if that is known. */
  readonly gainSteps?: PerTrack<number>;
  /** Where it ends; the rest of the stems is in the next part's, which begin at `nextFromFrame`. */
  readonly toFrame?: number;
  /** The next part's spool, as long as it is there. */
  readonly next?: string;
  readonly nextFromFrame: number;
}

/** The stems of a spool. */
interface LeftStems {
  readonly folder: string;
  /** Length of the longest. */
  readonly frames: number;
  readonly rateHz: number;
}

type RecordOf<T extends JournalRecord["type"]> = Extract<JournalRecord, { type: T }>;

/**
 * Reads which part it is.
 *
 * @returns undefined for a session that was not split
 */
export function leftPart(
  records: readonly JournalRecord[],
  stems: LeftStems,
): LeftPart | undefined {
  const begin = records.find((record) => record.type === "part");
  const gains = records.findLast((record) => record.type === "gains");
  const next = nextOf(records, stems.folder);
  const end = endOf(records, stems, next !== undefined);
  if (begin === undefined && end === undefined) return undefined;
  const { number = 1, fromFrame = 0, encodeFromFrame = 0 } = begin ?? {};
  return {
    ...{ number, fromFrame, encodeFromFrame, nextFromFrame: end?.nextFromFrame ?? 0 },
    ...(gains === undefined ? {} : { gainSteps: gains.steps }),
    ...(end === undefined ? {} : { toFrame: end.atFrame }),
    ...(end === undefined || next === undefined ? {} : { next }),
  };
}

/**
 * What the journal says of the part's end.
 *
 * Where the disk failed in the middle of a split, the part went on, and its journal may say only that it ended. So an end
 * beyond which the stems hold more counts only while the next part is there, or once that was given what is its own:
 * rather some sound in two files than in none.
 */
function endOf(
  records: readonly JournalRecord[],
  { frames, rateHz }: LeftStems,
  hasNext: boolean,
): RecordOf<"split"> | undefined {
  const end = lastSplit(records);
  if (end === undefined || hasNext) return end;
  return isGiven(records) || frames <= end.atFrame + TAIL_SECONDS * rateHz ? end : undefined;
}

/**
 * Whether a journal says that its part goes on in another spool, which may not have all of it yet.
 *
 * @param next that spool, wherever both are by now
 */
export function owesTo(next: string, records: readonly JournalRecord[]): boolean {
  const end = lastSplit(records);
  return end !== undefined && basename(end.next) === basename(next) && !isGiven(records);
}

/** Beside this spool, also if both were moved since; otherwise where it was. */
function nextOf(records: readonly JournalRecord[], folder: string): string | undefined {
  const end = lastSplit(records);
  if (end === undefined) return undefined;
  return [join(dirname(folder), basename(end.next)), end.next].find((path) => isThere(path));
}

/** The last split that was not taken back. */
function lastSplit(records: readonly JournalRecord[]): RecordOf<"split"> | undefined {
  const last = records.findLast(({ type }) => type === "split" || type === "unsplit");
  return last?.type === "split" ? last : undefined;
}

/** Whether the next part has had everything since that split. */
function isGiven(records: readonly JournalRecord[]): boolean {
  const last = records.findLast(({ type }) => type === "split" || type === "given");
  return last?.type === "given";
}
