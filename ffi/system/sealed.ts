/** Places where nothing can be written, whatever the permissions say; found out without a change. */
import { join } from "node:path";
import { systemTrouble } from "./system_error.ts";

/**
 * Whether nothing in a folder may be opened by this program, though the system might allow it.
 *
 * Deno opens files below `/dev` (with `/dev/shm`), `/proc` and `/sys` only for programs with all permissions. Asking for the
 * permission to write does not tell; trying does, and opening what is not there changes nothing.
 *
 * @param folder one that exists; links are followed
 */
export function isSealed(folder: string): boolean {
  try {
    Deno.openSync(join(folder, `confrec-${crypto.randomUUID()}`), { write: true }).close();
    return false;
  } catch (error) {
    return error instanceof Deno.errors.NotCapable;
  }
}

/**
 * Whether the disk of a folder can only be read.
 *
 * Permissions do not tell, and the administrator has all of them. Linux refuses to rename there before it looks whether
 * there is anything to rename, and there is nothing.
 *
 * @param folder one that exists
 * @returns false also where the system does not tell before something is written
 */
export function isReadOnly(folder: string): boolean {
  const nothing = join(folder, `.confrec-${crypto.randomUUID()}`);
  try {
    Deno.renameSync(nothing, `${nothing}.part`);
    return false;
  } catch (error) {
    return systemTrouble(error)?.kind === "read-only";
  }
}
