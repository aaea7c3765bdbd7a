/** What confrec remembers in the user's cache: a folder for each kind of note, a name for each path. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { openPrivateFolder } from "../../ffi/system/private_folder.ts";

/**
 * The folder for one kind of note, made if it is not there, and closed to others like the cache around it.
 *
 * @throws what `openPrivateFolder` throws
 */
export function openNotes(cache: string, kind: string): string {
  const folder = join(cache, kind);
  openPrivateFolder(cache);
  openPrivateFolder(folder);
  return folder;
}

/** The name of a note about a path: always the same, and of any path another. */
export function noteName(path: string): string {
  return createHash("sha256").update(path).digest("hex").slice(0, 32);
}
