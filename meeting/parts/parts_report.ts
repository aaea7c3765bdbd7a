/** What a recording of several parts came to. */
import type { HushedStretches } from "../../capture/ground/hush.ts";
import type { Mark, SessionReport } from "../../capture/session/session_types.ts";
import type { StopReason } from "../ground/stop_reason.ts";
import { endFaults, soundFaults, trackFaults } from "../report/faults.ts";
import { ORDINARY_SOUND } from "../report/file_sound.ts";
import {
  type MeetingReport,
  storyOf,
  trackFactsOf,
  type TrackRecords,
} from "../report/meeting_report.ts";
import type { KeptPart, UnfinishedPart } from "./part_orders.ts";

/** What is known of the session as a whole. */
export interface WholeSession {
  readonly report: SessionReport;
  readonly news: {
    readonly records: TrackRecords;
    readonly hushed: HushedStretches;
    readonly marks: readonly Mark[];
    readonly tailFrame: number;
  };
  readonly reason: StopReason;
}

/**
 * The report of the whole: its file is the first part's, its bytes those of all.
 *
 * @param parts those that are files, at least the last one
 * @param left those that could not be finished
 */
export function reportOfParts(
  { parts, left }: {
    readonly parts: readonly KeptPart[];
    readonly left: readonly UnfinishedPart[];
  },
  { report, news: { hushed, marks, records, tailFrame }, reason }: WholeSession,
): MeetingReport {
  const reports = parts.map((part) => part.report);
  const [first, last] = [reports[0]?.output, reports.at(-1)?.output];
  if (first === undefined || last === undefined) throw new TypeError("There is no part to report");
  const total = (of: (one: KeptPart["report"]) => number) =>
    reports.reduce((sum, one) => sum + of(one), 0);
  return {
    output: first === last ? first : { ...first, shown: `${first.shown} … ${last.shown}` },
    bytes: total(({ bytes }) => bytes),
    seconds: report.frames / report.rateHz,
    ...storyOf(report, hushed, marks, tailFrame),
    fileSeconds: total(({ fileSeconds = 0 }) => fileSeconds),
    tracks: trackFactsOf(report, records),
    stems: {},
    faults: [
      ...endFaults(reason, report),
      ...trackFaults(report, records),
      ...parts.flatMap(({ number, report: { sound } }) => {
        return soundFaults(sound).map((fault) => `part ${number}: ${fault}`);
      }),
      ...left.map(({ spool, isLost }) => {
        return isLost ? `a part is lost: ${spool} was removed` : `a part is not finished: ${spool}`;
      }),
    ],
    sound: ORDINARY_SOUND,
    parts: parts.map(({ number, atSeconds, report: { output, seconds, bytes, facts } }) => ({
      ...{ number, output, atSeconds, seconds, bytes },
      ...(facts === undefined ? {} : { facts }),
    })),
  };
}
