/** Opens stems to be read. */
import type { StemReaders } from "./stem_readers.ts";
import type { HeardStems } from "./heard_stems.ts";
import { TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import { WavReader } from "../../formats/wav_reader.ts";

/**
 * Opens the stems, hands them to `use`, and closes them when that is done.
 *
 * @throws {Deno.errors.InvalidData} when one is not there, or not as long, as it was: it must not be taken for silence
 */
export async function withOpenStems<T>(
  heard: HeardStems,
  use: (stems: StemReaders) => T | Promise<T>,
): Promise<T> {
  using opened = new DisposableStack();
  const stems: Partial<Record<TrackName, WavReader>> = {};
  for (const track of TRACK_NAMES) {
    const stem = heard[track];
    if (stem === undefined) continue;
    const reader = openStem(stem.path);
    if (reader) stems[track] = opened.use(reader);
    if (reader && reader.info.frames >= stem.frames) continue;
    throw new Deno.errors.InvalidData(
      `Cannot use ${stem.path}: what was heard of it is not all there any more; bring it back`,
    );
  }
  return await use(stems);
}

/** A stem, or nothing where there is no file. */
export function openStem(path: string): WavReader | undefined {
  try {
    return WavReader.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
