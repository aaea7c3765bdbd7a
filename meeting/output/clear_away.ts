/** What is left of a spool whose file is finished goes. */
import { messageOf } from "../../ffi/system/message_of.ts";
import type { Spool } from "../../capture/spool/spool.ts";

/**
 * Removes a spool whose file is finished.
 *
 * @returns what to tell the person when something of it stays; a file that is whole is no failure for that
 */
export async function clearAway(
  spool: Pick<Spool, "folder" | "removeStems" | "remove">,
): Promise<string | undefined> {
  const { folder } = spool;
  try {
    await spool.removeStems();
    return spool.remove() ? undefined : `${folder} is not empty: what is in it is not confrec's`;
  } catch (error) {
    const why = messageOf(error);
    return `Cannot remove ${folder}: ${why}; its file is finished, remove it when nothing uses it`;
  }
}
