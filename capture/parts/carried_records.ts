/** What of a journal the journal of the next part begins with. */
import type { JournalRecord } from "../spool/journal.ts";

/** Records that tell of a place. */
export type PlacedRecord = Extract<JournalRecord, { atFrame: number }>;

/** Silence that was put where nothing was heard. */
export type GapRecord = Extract<JournalRecord, { type: "gap" }>;

/** What lasts, and what ends it. */
const ENDED_BY: Readonly<Partial<Record<JournalRecord["type"], JournalRecord["type"]>>> = {
  lost: "back",
  pause: "resume",
  mute: "unmute",
};

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
  const lasting = before.filter((record, i) => {
    const end = ENDED_BY[record.type];
    if (end === undefined) return false;
    const others = before.slice(i + 1).filter((other) => trackOf(other) === trackOf(record));
    return !others.some(({ type }) => type === end || type === record.type);
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

function trackOf(record: PlacedRecord): string | undefined {
  return "track" in record ? record.track : undefined;
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
