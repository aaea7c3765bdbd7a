/** How far the work is that was left at a moment. */
import type { ChunkProgress } from "../../post/chunks/chunk_board.ts";

/**
 * How much of what was left to do at the beginning is done, 0 to 1.
 *
 * After hours nearly all chunks are made when somebody stops; a bar that counted them would stand at 99 % until the end.
 *
 * @param doneAtFirst chunks that were made then
 */
export function progressOfRest(doneAtFirst = 0): (progress: ChunkProgress) => number {
  let before = doneAtFirst;
  return ({ chunksDone, chunksTotal }) => {
    // Less than before: a louder end has made chunks stale.
    before = Math.min(before, chunksDone);
    return chunksTotal === before ? 0 : (chunksDone - before) / (chunksTotal - before);
  };
}
