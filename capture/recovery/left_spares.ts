/** What a journal says of spare devices. */
import { type SpareSpan, SpareSpans } from "../ground/spare_spans.ts";
import type { TrackName } from "../ground/tracks.ts";
import type { JournalRecord } from "../spool/journal_record.ts";

/** When a spare device was recorded on a side, up to the end of the stems (frames). */
export function leftSpares(
  track: TrackName,
  records: readonly JournalRecord[],
  rateHz: number,
  frames: number,
): readonly SpareSpan[] {
  const spans = new SpareSpans();
  for (const record of records) {
    if (!("track" in record) || record.track !== track) continue;
    if (record.type === "opened") spans.from(0, record.spare && record.name);
    if (record.type === "lost") spans.from(record.atFrame / rateHz, undefined);
    if (record.type === "back" || record.type === "moved") {
      spans.from(record.atFrame / rateHz, record.spare && record.name);
    }
  }
  return spans.upTo(frames / rateHz);
}
