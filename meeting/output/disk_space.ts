/** For how long the disk lasts. */
import { isThere } from "../../ffi/system/is_there.ts";
import { dirname } from "node:path";

/** What a recording takes, bytes for each second of it. */
export interface DiskNeeds {
  /** The stems. */
  readonly stemsPerSecond: number;
  /** The finished file. */
  readonly filePerSecond: number;
  /** The file is made while the recording grows: its pieces stand beside it until the end. */
  readonly growsFile: boolean;
}

/** Where it goes, and what the system says. */
export interface DiskPlaces {
  /** The folder of the spool, and that of the file; what is not there yet is looked for above. */
  readonly spool: string;
  readonly file: string;
  /** Bytes that can still be written into a folder; undefined when the system does not tell. */
  freeBytes(folder: string): number | undefined;
}

/** Kept free for what is written besides: the last chunk, the journal, the file system's own. */
const MARGIN_BYTES = 16e6;

/**
 * How many more seconds can be recorded so that the file can still be made of them.
 *
 * On the spool's disk the stems grow, and with them the file and its pieces; besides, all pieces may have to be made once
 * more while the old ones are still there. On the file's disk, if that is another, the file has to fit.
 *
 * @param recordedSeconds what there is already
 * @returns 0 or less when it is time to stop; undefined when the system does not tell
 */
export function secondsLeft(
  places: DiskPlaces,
  needs: DiskNeeds,
  recordedSeconds: number,
): number | undefined {
  const { stemsPerSecond, filePerSecond, growsFile } = needs;
  const finishing = MARGIN_BYTES + filePerSecond * recordedSeconds;
  const growing = stemsPerSecond + (growsFile ? 2 : 0) * filePerSecond;
  const left: number[] = [];
  const spool = places.freeBytes(nearest(places.spool));
  if (spool !== undefined) left.push((spool - finishing) / (growing + filePerSecond));
  const file = places.freeBytes(nearest(places.file));
  if (file !== undefined) left.push((file - finishing) / filePerSecond);
  return left.length === 0 ? undefined : Math.min(...left);
}

/** The folder, or the one above it in which it is going to be made. */
function nearest(folder: string): string {
  let at = folder;
  while (!isThere(at) && dirname(at) !== at) at = dirname(at);
  return at;
}
