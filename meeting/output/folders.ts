/** Folders on the way to a file, and how they are taken back. */
import { removeQuietly } from "../../capture/spool/remove_if_there.ts";
import { isThere } from "../../ffi/system/is_there.ts";
import { dirname, isAbsolute, relative } from "node:path";

/** Who may read a file (bits of a POSIX mode), and by what bit may that one look through its folder. */
const READERS = 0o044;
const READ_TO_SEARCH = 2;

/**
 * Makes a folder and those around it, which only their owner can enter; those that are there stay as they are.
 *
 * @param fileMode of what is going to be in it: whom it lets read that may read the folders, too
 * @returns the ones that were not there, the innermost first
 */
export function makeFolders(folder: string, fileMode = 0o600): readonly string[] {
  const readers = fileMode & READERS;
  const mode = 0o700 | readers | (readers >> READ_TO_SEARCH);
  const made: string[] = [];
  for (let at = folder; !isThere(at) && dirname(at) !== at; at = dirname(at)) made.push(at);
  try {
    Deno.mkdirSync(folder, { recursive: true, mode });
  } catch (error) {
    removeFolders(made);
    throw error;
  }
  return made;
}

/** Whether a path is a folder's own, or leads to something below it; both absolute, nothing is looked at. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !/^\.\.([/\\]|$)/.test(way) && !isAbsolute(way);
}

/** Takes empty folders back; what somebody has put something into stays. */
export function removeFolders(innermostFirst: readonly string[]): void {
  for (const folder of innermostFirst) removeQuietly(folder);
}
