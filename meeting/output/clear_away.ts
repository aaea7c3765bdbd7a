/** What is left of a spool whose file is finished goes. */
import { afterMs } from "../../capture/ground/timers.ts";
import { messageOf } from "../../ffi/system/message_of.ts";
import { platform } from "../../ffi/system/platform.ts";
import type { Spool } from "../../capture/spool/spool.ts";

/** On Windows a file goes when the last who has it open closes it, as a worker does that has just been ended, ms. */
const PATIENCE_MS = 3_000;
const AGAIN_MS = 50;

/**
 * Removes a spool whose file is finished.
 *
 * @param lingers whether a file that was removed may still be there for a moment
 * @returns what to tell the person when something of it stays; a file that is whole is no failure for that
 */
export async function clearAway(
  spool: Pick<Spool, "folder" | "removeStems" | "remove">,
  lingers = platform.openFilesAreGuarded,
): Promise<string | undefined> {
  const { folder } = spool;
  try {
    await spool.removeStems();
    const until = performance.now() + (lingers ? PATIENCE_MS : 0);
    while (!spool.remove()) {
      if (performance.now() >= until) {
        return `${folder} is not empty: what is in it is not confrec's`;
      }
      await new Promise<void>((resolve) => afterMs(AGAIN_MS, resolve));
    }
    return undefined;
  } catch (error) {
    const why = messageOf(error);
    return `Cannot remove ${folder}: ${why}; its file is finished, remove it when nothing uses it`;
  }
}
