/** Places that Deno keeps programs out of, whatever they were permitted: `/dev`, `/proc` and `/sys`. */
import { join } from "node:path";

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
