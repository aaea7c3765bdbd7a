/** Room for a stem where something else has its name. */
import { isThere } from "../../ffi/system/is_there.ts";

/** Names that are tried. */
const MOST = 99;

/**
 * Gives what has a stem's name another one beside it, such as `mic.other-1.wav`. Nothing is removed: whose it is, nobody
 * knows.
 *
 * @returns where it is then; undefined where there is nothing, or no name left
 * @throws as the file system does
 */
export function moveAside(path: string): string | undefined {
  if (!isThere(path)) return undefined;
  for (let n = 1; n <= MOST; n++) {
    const aside = path.replace(/\.wav$/, `.other-${n}.wav`);
    if (isThere(aside)) continue;
    Deno.renameSync(path, aside);
    return aside;
  }
  return undefined;
}
