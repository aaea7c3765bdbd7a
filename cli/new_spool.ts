/** The first thing on disk: the spool, and the folders on the way to it. */
import { dirname, join } from "node:path";
import { Spool, SpoolBusyError } from "../capture/spool.ts";
import { CommandError } from "./command_error.ts";
import { isOutputTrouble, outputTrouble } from "./failure.ts";

/** Where stems are, whoever holds them. */
export type StemPaths = Pick<Spool, "stemPath">;

/** A spool, and how to take it back as if nothing had been. */
export interface NewSpool {
  readonly spool: Spool;
  /** Removes the spool and the folders that were made for it; only while nothing is in it that anyone needs. */
  undo(): void;
}

/**
 * Makes the spool of a file.
 *
 * @param out the file, absolute
 * @param recovery the command that finishes what another session left there
 * @throws {CommandError} usage: something is in its way; output: the disk says no. Nothing is left behind then.
 * @throws {SpoolBusyError} when another session is recording there
 */
export async function newSpool(
  out: string,
  recovery: (left: StemPaths) => string,
): Promise<NewSpool> {
  const folder = Spool.folderFor(out);
  const made = missingFolders(dirname(out));
  const isNew = !isThere(folder);
  try {
    Deno.mkdirSync(dirname(out), { recursive: true });
    const spool = await Spool.create(folder);
    return {
      spool,
      undo: () => {
        if (!isThere(folder) || spool.remove()) removeFolders(made);
      },
    };
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      throw new CommandError(
        "usage",
        `Cannot record to ${out}: ${folder} holds a recording that was not finished; ` +
          `finish it with: ${recovery(stemPathsIn(folder))}, or choose another --out`,
      );
    }
    if (error instanceof SpoolBusyError) throw error;
    if (isNew) removeHalf(folder);
    removeFolders(made);
    if (!isOutputTrouble(error)) throw error;
    throw new CommandError(
      "output",
      `Cannot write into ${dirname(out)}: ${outputTrouble(error)}; choose another --out`,
    );
  }
}

function stemPathsIn(folder: string): StemPaths {
  return { stemPath: (track) => join(folder, `${track}.wav`) };
}

/** The folders that are not there, the innermost first. */
function missingFolders(folder: string): string[] {
  const missing: string[] = [];
  for (let at = folder; !isThere(at) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  return missing;
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** A spool that could not be made whole holds nothing yet but an empty lock and an empty folder. */
function removeHalf(folder: string): void {
  for (const path of [`${folder}/lock`, `${folder}/chunks`, folder]) removeQuietly(path);
}

function removeFolders(innermostFirst: readonly string[]): void {
  for (const folder of innermostFirst) removeQuietly(folder);
}

/** Files and empty folders; what somebody else has put something into stays. */
function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It is not there, or not empty.
  }
}
