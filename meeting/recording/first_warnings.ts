/** What there is to say before anything is heard. */
import type { PreparedMeeting } from "../prepare/prepare_meeting.ts";
import { stemLimit } from "../prepare/stem_limit.ts";
import { leftNotices } from "../recover/left_spools.ts";
import type { World } from "../world/world.ts";

/** Warns of limits and of recordings that were not finished. */
export function warnBeforehand(
  { settings: { rate }, plannedSeconds: duration, tracks, spoolParent, warnings }: PreparedMeeting,
  spool: string,
  world: World,
  warn: (message: string) => void,
): void {
  for (const message of warnings) warn(message);
  const limit = stemLimit(spool, world.largestFile(spool), { rate, duration }, tracks);
  if (limit !== undefined) warn(limit);
  // Never waited for: a network share may take its time, and the meeting has begun.
  void leftNotices(spoolParent, spool, world.cacheFolder()).then((notices) => {
    for (const notice of notices) warn(notice);
  });
}
