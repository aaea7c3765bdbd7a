/** What came of a recording, noted for those who asked it to stop: its spool is gone by then. */
import { openNotes } from "../output/cache_notes.ts";
import { removeQuietly } from "../../capture/spool/remove_if_there.ts";
import { join } from "node:path";
import { readIfRight, writeBeside } from "./small_file.ts";
import { resultSchema, type SteerResult } from "./steer_protocol.ts";

/** Nobody comes for it any more after a day, ms. */
const KEPT_MS = 24 * 3_600_000;

/**
 * Notes it in the user's cache, under the id of each request; where no cache can be written, nothing is noted.
 *
 * @param ids of the requests to stop whose senders wait
 * @param cache the user's folder for such things, if there is one
 */
export async function noteResult(
  ids: readonly string[],
  result: SteerResult,
  cache: string | undefined,
): Promise<void> {
  if (ids.length === 0 || cache === undefined) return;
  try {
    const folder = openNotes(cache, "results");
    for (const id of ids) await writeBeside(join(folder, `${id}.json`), JSON.stringify(result));
    clearOld(folder);
  } catch {
    // Who waits sees by the file what came of it.
  }
}

/** Takes a note away, if there is one. */
export async function takeResult(
  id: string,
  cache: string | undefined,
): Promise<SteerResult | undefined> {
  if (cache === undefined) return undefined;
  const path = join(cache, "results", `${id}.json`);
  const result = await readIfRight(path, resultSchema);
  if (result !== undefined) removeQuietly(path);
  return result;
}

function clearOld(folder: string): void {
  const nowMs = Date.now();
  for (const { name } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    const writtenMs = Deno.lstatSync(path).mtime?.getTime() ?? nowMs;
    if (nowMs - writtenMs > KEPT_MS) removeQuietly(path);
  }
}
