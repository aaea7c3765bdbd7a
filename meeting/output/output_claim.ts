/** Two sessions may not make the same file, wherever their spools are. */
import { noteName, openNotes } from "./cache_notes.ts";
import { basename, dirname, join } from "node:path";
import { LockFile } from "../../capture/spool/lock_file.ts";
import { UserError } from "../ground/user_error.ts";

/**
 * Holds the right to make a file, for as long as this process lives or until it is disposed of.
 *
 * It is a locked file in the user's cache, named after the output: beside the output there may be a share that vanishes.
 * Where no cache can be written there is no such right, and the last to finish finds that a file is there already.
 *
 * @param out the file, absolute
 * @param cache the user's folder for such things, if there is one
 * @throws {UserError} usage: another process holds it, with its id
 */
export async function claimOutput(out: string, cache: string | undefined): Promise<Disposable> {
  const nothing = { [Symbol.dispose]: () => {} };
  if (cache === undefined) return nothing;
  const path = claimPath(out, cache);
  let lock: LockFile | undefined;
  try {
    openNotes(cache, "claims");
    lock = await LockFile.take(path);
  } catch {
    return nothing;
  }
  if (lock !== undefined) return { [Symbol.dispose]: () => removeQuietly(lock) };
  const pid = LockFile.ownerOf(path);
  const holder = pid === undefined ? "another confrec" : `the confrec with process id ${pid}`;
  throw new UserError(
    "usage",
    `Cannot record to ${out}: ${holder} is recording to it; choose another --out, or wait`,
  );
}

/** Whether a process holds the right to make a file; nothing is touched. Where nobody may look there is no such right. */
export async function isClaimed(out: string, cache: string | undefined): Promise<boolean> {
  if (cache === undefined) return false;
  try {
    return await LockFile.isLocked(claimPath(out, cache));
  } catch {
    return false;
  }
}

function claimPath(out: string, cache: string): string {
  return join(cache, "claims", noteName(realPath(out)));
}

/** The same for every way on which links lead there. */
export function realPath(out: string): string {
  try {
    return join(Deno.realPathSync(dirname(out)), basename(out));
  } catch {
    return out;
  }
}

function removeQuietly(lock: LockFile): void {
  try {
    lock.remove();
  } catch {
    // It ends with the process.
  }
}
