/** What is left where somebody was asked and is gone. */
import { journalPathIn } from "../../capture/spool/spool.ts";
import { isThere } from "../../ffi/system/is_there.ts";

/**
 * Whether that is a recording, of which a file can be made; the folder of a room holds none. A spool that is being removed
 * loses its journal before its lock.
 */
export function isLeft(spool: string): boolean {
  return isThere(journalPathIn(spool));
}
