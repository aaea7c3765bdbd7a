/** What of a journal the journal of the next part begins with. */
import type { JournalRecord } from "../spool/journal.ts";

/** Records that tell of a place. */
export type PlacedRecord = Extract<JournalRecord, { atFrame: number }>;

/** Silence that was put where nothing was heard. */
export type GapRecord = Extract<JournalRecord, { type: "gap" }>;

/**
 * The records from a frame on, behind those of what began before and still lasts there; as if that began there. Of a gap it
 * is what is left of it.
 *
 * @param records in their order
 */
export function carriedRecords(
  records: readonly PlacedRecord[],
  fromFrame: number,
): readonly PlacedRecord[] {
  const before = records.filter(({ atFrame }) => atFrame < fromFrame);
  const last = new Map(before.map((record) => [stateOf(record)?.of, record]));
  const lasting = before.filter((record) => {
    const state = stateOf(record);
    return state?.lasts && last.get(state.of) === record;
  });
  return [
    ...lasting.map((record) => ({ ...record, atFrame: fromFrame })),
    ...before.flatMap((record) => record.type === "gap" ? gapFrom(record, fromFrame) : []),
    ...records.filter(({ atFrame }) => atFrame >= fromFrame),
  ];
}

/** What of a gap is not before a frame, if anything is. */
export function gapFrom(gap: GapRecord, fromFrame: number): GapRecord[] {
  if (gap.atFrame >= fromFrame) return [gap];
  const frames = gap.atFrame + gap.frames - fromFrame;
  return frames > 0 ? [{ ...gap, atFrame: fromFrame, frames }] : [];
}

/** What a record tells of that may last, and whether it does from there on. */
function stateOf(
  record: PlacedRecord,
): { readonly of: string; readonly lasts: boolean } | undefined {
  switch (record.type) {
    case "lost":
    case "back":
      return { of: `lost ${record.track}`, lasts: record.type === "lost" };
    case "pause":
    case "resume":
      return { of: "pause", lasts: record.type === "pause" };
    case "mute":
    case "unmute":
      return { of: `mute ${record.track}`, lasts: record.type === "mute" };
    case "sound":
      return { of: `sound ${record.track} ${record.kind}`, lasts: record.state === "begun" };
    default:
      return undefined;
  }
}

/**
 * Where the clock of a part stands.
 *
 * @param zero the session's
 * @param seconds at which the part's stems begin
 */
export function zeroOfPart(
  { zeroNs, startedAt }: { readonly zeroNs: number; readonly startedAt: Date },
  seconds: number,
): JournalRecord {
  return {
    type: "zero",
    zeroNs: zeroNs + seconds * 1e9,
    startedAt: new Date(startedAt.getTime() + seconds * 1e3).toISOString(),
  };
}
