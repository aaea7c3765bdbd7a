/** `--keep-stems`: each side alone, beside the finished file. */
import { systemCode } from "../../ffi/system/system_error.ts";
import { isThere } from "../../ffi/system/is_there.ts";
import { type PerTrack, TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import { type Spool } from "../../capture/spool/spool.ts";

/**
 * Moves the stems out of the spool.
 *
 * @param targets where they go
 * @param replace what is there may be replaced
 * @returns where each went
 * @throws {Deno.errors.AlreadyExists} when something came to be there since it was checked, and what the system throws
 */
export function keepStems(
  spool: Spool,
  targets: Readonly<Record<TrackName, string>>,
  replace: boolean,
): PerTrack<string> {
  const kept: PerTrack<string> = {};
  for (const track of TRACK_NAMES) {
    const from = spool.stemPath(track);
    if (!isThere(from)) continue;
    const to = targets[track];
    if (!replace && isThere(to)) {
      throw new Deno.errors.AlreadyExists(`Cannot keep the stem ${to}: it exists; move it away`);
    }
    move(from, to);
    kept[track] = to;
  }
  return kept;
}

function move(from: string, to: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    if (systemCode(error) !== "EXDEV") throw error;
    Deno.copyFileSync(from, to);
    Deno.removeSync(from);
  }
}
