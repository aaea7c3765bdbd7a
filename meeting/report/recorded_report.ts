/** What a recording came to, once its file is there. */
import type { HushedStretches } from "../../capture/ground/hush.ts";
import type { PerTrack } from "../../capture/ground/tracks.ts";
import type { Mark, SessionReport } from "../../capture/session/session_types.ts";
import type { ProgrammeReport } from "../../post/programme_report.ts";
import type { FileFacts } from "../facts/facts_schema.ts";
import type { OutputFile } from "../ground/output_file.ts";
import type { StopReason } from "../ground/stop_reason.ts";
import type { FileSound } from "./file_sound.ts";
import { endFaults, soundFaults, trackFaults } from "./faults.ts";
import { type MeetingReport, storyOf, trackFactsOf, type TrackRecords } from "./meeting_report.ts";

/** What there is to report. */
export interface Recorded {
  readonly output: OutputFile;
  readonly session: SessionReport;
  readonly news: {
    readonly records: TrackRecords;
    readonly hushed: HushedStretches;
    readonly marks: readonly Mark[];
    readonly tailFrame: number;
  };
  readonly made: FileSound & Pick<ProgrammeReport, "bytes" | "frames" | "rateHz">;
  /** Where stems were left. */
  readonly stems: PerTrack<string>;
  readonly faults: readonly string[];
  readonly facts?: FileFacts;
}

/** What makes the file less than complete. */
export function faultsOf(
  { reason, session, news, made }: Pick<Recorded, "session" | "made"> & {
    readonly reason: StopReason;
    readonly news: Pick<Recorded["news"], "records">;
  },
): string[] {
  return [
    ...endFaults(reason, session),
    ...trackFaults(session, news.records),
    ...soundFaults(made),
  ];
}

/** The report. */
export function recordedReport(
  { output, session, news, made, stems, faults, facts }: Recorded,
): MeetingReport {
  const { records, hushed, marks, tailFrame } = news;
  return {
    output,
    bytes: made.bytes,
    seconds: session.frames / session.rateHz,
    fileSeconds: made.frames / made.rateHz,
    ...storyOf(session, hushed, marks, tailFrame),
    tracks: trackFactsOf(session, records),
    stems,
    faults,
    sound: made,
    ...(facts === undefined ? {} : { facts }),
  };
}
