/** Folders on the way to a file, and how they are taken back. */
import { removeQuietly } from "../../capture/spool/remove_if_there.ts";
import { isThere } from "../../ffi/system/is_there.ts";
import { dirname } from "node:path";

/**
 * Makes a folder and those around it.
 *
 * @returns the ones that were not there, the innermost first
 */
export function makeFolders(folder: string): readonly string[] {
  const made: string[] = [];
  for (let at = folder; !isThere(at) && dirname(at) !== at; at = dirname(at)) made.push(at);
  try {
    Deno.mkdirSync(folder, { recursive: true });
  } catch (error) {
    removeFolders(made);
    throw error;
  }
  return made;
}

/** Takes empty folders back; what somebody has put something into stays. */
export function removeFolders(innermostFirst: readonly string[]): void {
  for (const folder of innermostFirst) removeQuietly(folder);
}
