/** The stems stay within reach while the file is made of them. */
import { TRACK_NAMES } from "../../capture/ground/tracks.ts";
import { FileHold } from "../../capture/spool/file_hold.ts";
import type { Spool } from "../../capture/spool/spool.ts";
import type { OutputFile } from "../ground/output_file.ts";
import { UserError } from "../ground/user_error.ts";

/**
 * Does something with a spool that nobody else may remove for good: when it fails because somebody did, the spool is put
 * back, to be recovered.
 *
 * @throws {UserError} of kind output when it was put back
 * @throws what `use` throws otherwise
 */
export async function withStemsHeld<T>(
  spool: Spool,
  output: OutputFile,
  use: () => Promise<T>,
): Promise<T> {
  const stems = TRACK_NAMES.map((track) => spool.stemPath(track));
  using hold = new FileHold([...stems, spool.journalPath]);
  try {
    return await use();
  } catch (error) {
    if (!isPutBack(hold)) throw error;
    throw new UserError(
      "output",
      `Cannot make ${output.shown}: ${spool.folder} was removed or moved meanwhile, and is put back`,
      { cause: error },
    );
  }
}

function isPutBack(hold: FileHold): boolean {
  try {
    return hold.putBack();
  } catch {
    // Something else has its name, or nothing can be written there now.
    return false;
  }
}
