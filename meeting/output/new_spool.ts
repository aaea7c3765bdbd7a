/** The first thing on disk: the spool, and the folders on the way to it. */
import { removeQuietly } from "../../capture/spool/remove_if_there.ts";
import { isThere } from "../../ffi/system/is_there.ts";
import { isOutputTrouble, outputTrouble } from "../ground/output_trouble.ts";
import { dirname, join } from "node:path";
import { Spool, SpoolBusyError } from "../../capture/spool/spool.ts";
import { UserError } from "../ground/user_error.ts";
import { recoverCommand } from "../ground/recovery_command.ts";
import { makeFolders, removeFolders } from "./folders.ts";

/** A spool, and how to take it back as if nothing had been. */
export interface NewSpool {
  readonly spool: Spool;
  /** Removes the spool and the folders that were made for it; only while nothing is in it that anyone needs. */
  undo(): void;
}

/**
 * Makes the spool of a file, and the folders for both.
 *
 * @param out the file, absolute
 * @param parent the folder for the spool to be in, absolute
 * @param fileMode of the file: who may read that may read the folders that are made for it
 * @param isAway the file's folder cannot be made now
 * @throws {UserError} usage: something is in its way; output: the disk says no. Nothing is left behind then.
 * @throws {SpoolBusyError} when another session is recording there
 */
export async function newSpool(
  out: string,
  parent = dirname(out),
  fileMode?: number,
  isAway = false,
): Promise<NewSpool> {
  const folder = Spool.folderFor(out, parent);
  const isNew = !isThere(folder);
  const made: string[] = [];
  try {
    if (!isAway) made.push(...makeFolders(dirname(out), fileMode));
    made.unshift(...makeFolders(parent));
    const spool = await Spool.create(folder);
    return {
      spool,
      undo: () => {
        if (!isThere(folder) || spool.remove()) removeFolders(made);
      },
    };
  } catch (error) {
    if (error instanceof SpoolBusyError) throw error;
    if (error instanceof Deno.errors.AlreadyExists) {
      throw unfinished(out, folder);
    }
    if (isNew) removeHalf(folder);
    removeFolders(made);
    if (!isOutputTrouble(error)) throw error;
    throw new UserError(
      "output",
      `Cannot write into ${isNew ? parent : folder}: ${outputTrouble(error)}; choose another ${
        parent === dirname(out) ? "--out" : "--spool"
      }`,
      { cause: error },
    );
  }
}

/**
 * Refuses a file whose spool is there already, for whoever makes it much later.
 *
 * @throws {UserError} of kind usage
 */
export function refuseLeftSpool(out: string, parent: string): void {
  const folder = Spool.folderFor(out, parent);
  if (isThere(folder)) throw unfinished(out, folder);
}

function unfinished(out: string, folder: string): UserError {
  return new UserError(
    "usage",
    `Cannot record to ${out}: ${folder} holds a recording that was not finished; ` +
      `finish it with: ${recoverCommand(folder)}, or choose another --out`,
  );
}

/** A spool that could not be made whole holds nothing yet but an empty lock and an empty folder. */
function removeHalf(folder: string): void {
  for (const path of [join(folder, "lock"), join(folder, "chunks"), folder]) removeQuietly(path);
}
