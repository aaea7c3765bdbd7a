/** What the parts of a recording are kept for, and what comes of each. */
import { isThere } from "../../ffi/system/is_there.ts";
import { briefFacts } from "../facts/facts_schema.ts";
import type { MeetingReport, PartOfReport } from "../report/meeting_report.ts";
import type { LiveSession, World } from "../world/world.ts";
import type { Part, PartFacts } from "./part.ts";

/** A part that is a file now. */
export interface FinishedPart {
  readonly number: number;
  /** Where it begins in the recording, seconds. */
  readonly atSeconds: number;
  readonly report: MeetingReport;
}

/** A part that is no file. */
export interface UnfinishedPart {
  readonly spool: string;
  /** The spool is gone, too. */
  readonly isLost: boolean;
}

/** Of parts that could not be finished: somebody may have made files of some since, or removed all that was heard. */
export function stillUnfinished(
  left: readonly { readonly spool: string; readonly out: string }[],
): UnfinishedPart[] {
  return left.filter(({ spool, out }) => isThere(spool) || !isThere(out))
    .map(({ spool }) => ({ spool, isLost: !isThere(spool) }));
}

/** What the report of the whole needs of one: of months of parts nothing else is kept. */
export interface KeptPart extends Omit<FinishedPart, "report"> {
  readonly report:
    & Pick<MeetingReport, "output" | "bytes" | "seconds" | "fileSeconds" | "sound">
    & Pick<PartOfReport, "facts">;
}

/** Leaves out what is in its file, or was told when it was finished. */
export function keptPart({ report, ...part }: FinishedPart): KeptPart {
  const { output, bytes, seconds, fileSeconds, sound, facts } = report;
  return {
    ...part,
    report: {
      ...{ output, bytes, seconds, sound },
      ...(fileSeconds === undefined ? {} : { fileSeconds }),
      ...(facts === undefined ? {} : { facts: briefFacts(facts) }),
    },
  };
}

/** What is needed of a meeting. */
export interface PartKeeperOptions {
  readonly rateHz: number;
  readonly fileRateHz: number;
  /** The length of a part, seconds; Infinity when only a request ends it. */
  readonly limitSeconds: number;
  /** Whether pauses stay in the files. */
  readonly keepPauses: boolean;
  readonly force: boolean;
  readonly world: World;
  readonly signal: AbortSignal;
  session(): LiveSession | undefined;
  /** Makes the next part's spool. */
  open(
    number: number,
  ): Promise<Pick<PartFacts, "number" | "output" | "spool" | "held"> & { undo(): void }>;
  /** Makes the part itself, and its settings as they are journalled. */
  make(facts: PartFacts): Part;
  settingsOf(facts: PartFacts): Parameters<LiveSession["split"]>[0]["settings"];
  /** The next part is recorded from now on. */
  onBegun(part: Part): void;
  onFinished(part: FinishedPart): void;
  /** @param spool of a part that is left to be finished another time */
  warn(message: string, spool?: string): void;
}
