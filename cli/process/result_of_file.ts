/** What is noted of a finished recording for who asked it to stop. */
import type { MeetingReport } from "../../meeting/report/meeting_report.ts";
import type { SteerResult } from "../../meeting/steer/steer_protocol.ts";
import { exitCodeOf } from "./exit_code.ts";

/** Its exit code and its files. */
export function resultOfFile(report: MeetingReport): SteerResult {
  const parts = report.parts?.map(({ output }) => output.path);
  return {
    exitCode: exitCodeOf(report),
    out: report.output.path,
    ...(parts === undefined ? {} : { parts }),
  };
}
