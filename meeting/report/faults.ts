/** What makes a file less than complete: each fault is one clause, such as "your microphone was lost (…)". */
import { TRACK_NAMES } from "../../capture/ground/tracks.ts";
import type { LeftSession } from "../../capture/recovery/left_session.ts";
import type { SessionReport } from "../../capture/session/session_types.ts";
import { clockTime } from "../ground/figures.ts";
import { SIDE } from "./side_words.ts";
import type { StopReason } from "../ground/stop_reason.ts";
import type { FileSound } from "./file_sound.ts";
import type { TrackRecords } from "./meeting_report.ts";

/** What is missing of each side. */
export function trackFaults(report: SessionReport, records: TrackRecords): string[] {
  return TRACK_NAMES.flatMap((track) => {
    const about = report.tracks[track];
    if (!about) return [];
    return records[track].faults(track, about, report.rateHz).map((fault) =>
      `${SIDE[track]} ${fault}`
    );
  });
}

/** What should be in the file and is not, although its stem was made a file of twice. */
export function soundFaults({ unheardTracks }: FileSound): string[] {
  return unheardTracks.map((track) => `${SIDE[track]} was recorded and is not in the file`);
}

/** An end that nobody wanted; of reasons that only a later version knows there is nothing to say. */
export function endFaults(
  reason: string | undefined,
  { frames, rateHz }: SessionReport,
): string[] {
  const full: StopReason = "disk-full";
  if (reason !== full) return [];
  return [
    `the recording had to end at ${clockTime(frames / rateHz)}, when the disk was nearly full`,
  ];
}

/** A session that did not come to its end, or to one that nobody wanted. */
export function cutFaults({ stopped, endReason, report }: LeftSession): string[] {
  if (stopped) return endFaults(endReason, report);
  const end = clockTime(report.frames / report.rateHz);
  return [`the recording was cut short at ${end}, when the program or the machine stopped`];
}
