/** What was wrong with the sound of a session that somebody else has to finish, by its journal. */
import type { TrackName } from "../ground/tracks.ts";
import { type SoundTrouble, TROUBLES } from "../sound/sound_trouble.ts";
import type { JournalRecord } from "../spool/journal.ts";

/** Something that was wrong with a side. */
export interface LeftTrouble {
  readonly kind: SoundTrouble["kind"];
  readonly atSeconds: number;
  /** Nothing where it lasted to the end. */
  readonly seconds?: number;
}

/** What was wrong with a side, in order of its beginning; kinds that only a later version knows are left out. */
export function leftTroubles(
  records: readonly JournalRecord[],
  track: TrackName,
  rateHz: number,
): LeftTrouble[] {
  const troubles: LeftTrouble[] = [];
  for (const record of records) {
    if (record.type !== "sound" || record.track !== track) continue;
    const kind = TROUBLES.find((each) => each === record.kind);
    const atSeconds = record.atFrame / rateHz;
    if (kind === undefined) continue;
    if (record.state === "begun") {
      troubles.push({ kind, atSeconds });
      continue;
    }
    const index = troubles.findLastIndex((one) => one.kind === kind && one.seconds === undefined);
    const open = troubles[index];
    if (open !== undefined) troubles[index] = { ...open, seconds: atSeconds - open.atSeconds };
  }
  return troubles;
}
