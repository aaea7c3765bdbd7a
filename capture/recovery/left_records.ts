/** What a session has written down, read for who finishes it. */
import type { PerTrack } from "../ground/tracks.ts";
import { type JournalRecord, readJournal } from "../spool/journal.ts";

/** Records that are kept of a journal; thousands of times what a session writes beside its anchors, and what is in `MANY`. */
const MOST_RECORDS = 100_000;
/** A device that comes and goes every second fills a journal with these; so many are kept, apart from all others. */
const MANY: ReadonlySet<JournalRecord["type"]> = new Set(
  ["gap", "lost", "back", "moved", "fold", "sound"] as const,
);

/** What there is in a journal. */
export interface LeftRecords {
  /** All but the anchors, of which the last for each track is enough. */
  readonly records: readonly JournalRecord[];
  readonly damagedBytes: number;
}

/**
 * Reads a journal, if there is one, with bounded memory.
 *
 * @throws {Deno.errors.InvalidData} when it is a link or a folder
 * @throws what the file system throws
 */
export function readRecords(path: string): LeftRecords {
  try {
    if (!Deno.lstatSync(path).isFile) {
      throw new Deno.errors.InvalidData(
        `Cannot use ${path}: it is a link or a folder; move it away`,
      );
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { records: [], damagedBytes: 0 };
    throw error;
  }
  const anchors: PerTrack<Extract<JournalRecord, { type: "anchor" }>> = {};
  const records: JournalRecord[] = [];
  let damagedBytes = 0;
  let many = 0;
  for (const { record, fault, bytes } of readJournal(path)) {
    if (fault === "damaged") damagedBytes += bytes;
    if (record === undefined) continue;
    const isOfMany = MANY.has(record.type);
    if (record.type === "anchor") anchors[record.track] = record;
    else if ((isOfMany ? many : records.length - many) < MOST_RECORDS) {
      records.push(record);
      if (isOfMany) many++;
    }
  }
  return { records: [...records, ...Object.values(anchors)], damagedBytes };
}
