/** What is left where somebody was asked and is gone. */
import { isThere } from "../../ffi/system/is_there.ts";
import { isSpool } from "../recover/recover.ts";

/** Whether that is a recording, of which a file can be made; the folder of a room holds none. */
export function isLeft(spool: string): boolean {
  return isThere(spool) && isSpool(spool);
}
