/** What a spool can be asked to become, and what came of it. */
import type { PerTrack } from "../../capture/ground/tracks.ts";
import type { OutputFile } from "../ground/output_file.ts";
import type { MeetingReport } from "../report/meeting_report.ts";
import type { FileMaker } from "../world/world.ts";

/** What a person asked for beside the spool. */
export interface RecoverChoice {
  /** Where the file goes; by default where the session would have put it. */
  readonly output?: OutputFile;
  /** Replace what is there, also where the session would not have. */
  readonly force: boolean;
  /** Where this folder is there, the file's own below it is made if it is not. */
  readonly folder?: string;
  /** Something else is being recorded, or may be at any moment. */
  readonly isBeside?: boolean;
  /** Nobody is there to choose another name: where another file is at the place this one gets a number. */
  readonly mayRename?: boolean;
  /** Where a part begins in the recording, seconds. */
  readonly partAtSeconds?: number;
}

/** A file that was made of what a session left, or why there was none to be made. */
export type RecoveredSpool =
  | {
    readonly outcome: "recovered";
    readonly report: MeetingReport;
    /** With which gains it ends, if that was found out now. */
    readonly lastGainSteps: PerTrack<number> | undefined;
    /** What to report when the spool could not be removed whole. */
    readonly remains: string | undefined;
    /** What could not be written beside the file. */
    readonly warnings: readonly string[];
    /** Bytes of the journal that could not be read. */
    readonly damagedBytes: number;
  }
  /** Nothing had been heard yet; or the session had only not come to remove the spool. It is removed. */
  | { readonly outcome: "unheard" | "finished" };

/** Who is told, and who may interrupt. */
export interface RecoverWatch {
  /** A programme that has begun already, of these stems; it is ended here. */
  readonly maker?: FileMaker;
  /** Something else is being recorded. */
  readonly isBeside?: boolean;
  readonly signal: AbortSignal;
  onProgress(share: number): void;
}
