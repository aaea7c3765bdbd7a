/** Finishes what crashes, full disks and impatience have left. */
import { basename } from "node:path";
import { journalPathIn, SpoolBusyError } from "../../capture/spool/spool.ts";
import { isGone, isThere } from "../../ffi/system/is_there.ts";
import { type Listener, warning } from "../events/events.ts";
import { KeptSpoolError } from "../ground/kept_spool_error.ts";
import { recoverCommand } from "../ground/recovery_command.ts";
import { UserError } from "../ground/user_error.ts";
import { folderTrouble } from "../output/look_at.ts";
import { soundWords } from "../report/file_sound.ts";
import type { World } from "../world/world.ts";
import type { RecoverChoice, RecoveredSpool } from "./recovered_spool.ts";
import { recoverSpool } from "./recover_spool.ts";

/** The person would not wait. */
export class InterruptedError extends UserError {
  constructor(spool: string) {
    super("output", `Cannot recover ${spool}: it was interrupted; run the same command again`);
  }
}

/** It was there a moment ago. */
export class SpoolGoneError extends UserError {
  constructor(spool: string) {
    super(
      "usage",
      `Cannot recover ${spool}: it is not there any more; another confrec has finished it, or it was removed`,
    );
  }
}

/**
 * Finishes one spool.
 *
 * @param listener hears warnings, progress, and of the finished file
 * @param signal gives up; all is as it was then
 * @throws {InterruptedError} when the signal came
 * @throws {SpoolGoneError} when somebody else finished or removed it meanwhile
 * @throws {SpoolBusyError} when a running process holds it
 * @throws {UserError} what the person can mend
 * @throws {KeptSpoolError} for everything else; the spool is as it was
 */
export async function recoverOne(
  spool: string,
  choice: RecoverChoice,
  world: World,
  listener: Listener,
  signal: AbortSignal,
): Promise<RecoveredSpool> {
  try {
    const recovered = await recoverSpool(spool, choice, world, {
      signal,
      onProgress: (share) => listener({ event: "finishing", share }),
    });
    if (recovered.outcome !== "recovered") return recovered;
    const { report, remains, damagedBytes } = recovered;
    if (damagedBytes > 0) {
      const message = `The journal of ${spool} is damaged (${damagedBytes} bytes): ` +
        "gaps and devices that it named are missing from the report, the sound is not";
      listener(warning(message));
    }
    for (const message of [...soundWords(report.sound, "stem"), ...recovered.warnings]) {
      listener(warning(message));
    }
    listener({ event: "recovered", spool, report });
    if (remains !== undefined) listener(warning(remains));
    return recovered;
  } catch (error) {
    if (signal.aborted) throw new InterruptedError(spool);
    if (error instanceof UserError || error instanceof SpoolBusyError) throw error;
    if (isGone(spool)) throw new SpoolGoneError(spool);
    throw new KeptSpoolError(spool, recoverCommand(spool), error);
  }
}

/** A folder that is a spool by its name, or by what is in it. */
export function isSpool(place: string): boolean {
  return basename(place).endsWith(".confrec") || isThere(journalPathIn(place));
}

/**
 * Sees to it that there is a folder to look into.
 *
 * @throws {UserError} of kind usage when there is none, or it may not be read
 */
export function checkPlace(place: string): void {
  const why = folderTrouble(place);
  if (why === undefined) return;
  throw new UserError(
    "usage",
    `Cannot recover ${place}: ${why}; name a spool such as meeting.mp3.confrec, or a folder that holds some`,
  );
}

/**
 * One name is for one recording.
 *
 * @throws {UserError} of kind usage when there are several, and a name for the file
 */
export function checkSingle(place: string, spools: readonly string[], out?: string): void {
  if (out === undefined || spools.length < 2) return;
  throw new UserError(
    "usage",
    `Cannot use --out: ${place} holds ${spools.length} recordings; name one of them`,
  );
}

/** What became of one spool. */
export type RecoverOutcome =
  | { readonly spool: string; readonly recovered: RecoveredSpool; readonly error?: undefined }
  | { readonly spool: string; readonly recovered?: undefined; readonly error: unknown };

/**
 * Finishes several spools, one after the other; one that cannot be finished does not keep the others from it.
 *
 * @throws {InterruptedError} when the signal came
 */
export async function recoverEach(
  spools: readonly string[],
  recover: (spool: string) => Promise<RecoveredSpool>,
): Promise<RecoverOutcome[]> {
  const outcomes: RecoverOutcome[] = [];
  for (const spool of spools) {
    try {
      outcomes.push({ spool, recovered: await recover(spool) });
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      outcomes.push({ spool, error });
    }
  }
  return outcomes;
}
