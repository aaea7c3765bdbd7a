/** Room for a stem where something else has its name. */
import { isThere } from "../../ffi/system/is_there.ts";

/** Names that are tried. */
const MOST = 99;

/**
 * Gives what has a stem's name another one beside it, such as `mic.other-1.wav`. Nothing is removed: whose it is, nobody
 * knows.
 *
 * @throws as the file system does; where there is nothing, nothing is thrown
 */
export function moveAside(path: string): void {
  for (let n = 1; n <= MOST && isThere(path); n++) {
    const aside = path.replace(/\.wav$/, `.other-${n}.wav`);
    if (!isThere(aside)) Deno.renameSync(path, aside);
  }
}
