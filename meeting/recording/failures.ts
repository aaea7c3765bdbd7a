/** What a failure means to whoever wanted the recording: nothing was lost yet, or all of it is kept. */
import { TRACK_NAMES } from "../../capture/ground/tracks.ts";
import type { Spool } from "../../capture/spool/spool.ts";
import { isThere } from "../../ffi/system/is_there.ts";
import { KeptSpoolError } from "../ground/kept_spool_error.ts";
import { isOutputTrouble, outputTrouble } from "../ground/output_trouble.ts";
import { recoverCommand } from "../ground/recovery_command.ts";
import { UserError } from "../ground/user_error.ts";

/** A disk that is full before anything was recorded is the person's to mend; anything else stays what it is. */
export function failureBeforeStart(error: unknown, out: string): unknown {
  if (!isOutputTrouble(error)) return error;
  const message = `Cannot record to ${out}: ${outputTrouble(error)}; choose another --out`;
  return new UserError("output", message, { cause: error });
}

/** Once something was recorded it is in the spool, unless somebody has removed that for good. */
export function failureAfterStart(
  error: unknown,
  spool: Pick<Spool, "folder" | "stemPath">,
): Error {
  const { folder } = spool;
  if (TRACK_NAMES.some((track) => isThere(spool.stemPath(track)))) {
    return new KeptSpoolError(folder, recoverCommand(folder), error);
  }
  return new UserError(
    "output",
    `Cannot finish: ${folder} was removed or moved before the file was made of it; ` +
      "if it is in the wastebasket or elsewhere, put it back and finish it with confrec recover",
    { cause: error },
  );
}
