/** Opens stems to be read. */
import { ChangedStem } from "./changed_stem.ts";
import type { FrameReader, StemReaders } from "./stem_readers.ts";
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
  const stems: Partial<Record<TrackName, FrameReader>> = {};
  for (const track of TRACK_NAMES) {
    const stem = heard[track];
    if (stem === undefined) continue;
    const { path, frames, changed } = stem;
    const fromFrame = Math.min(changed?.fromFrame ?? Infinity, frames);
    const recorded = opened.use(openWhole(path, fromFrame));
    stems[track] = recorded;
    if (!changed || fromFrame === frames) continue;
    const rest = opened.use(openWhole(changed.path, frames - fromFrame));
    stems[track] = new ChangedStem(recorded, rest, fromFrame);
  }
  return await use(stems);
}

/**
 * Opens a stem that must be there.
 *
 * @param frames so long at least
 * @throws {Deno.errors.InvalidData} when it is not
 */
export function openWhole(path: string, frames = 0): WavReader {
  const reader = openStem(path);
  if (reader && reader.info.frames >= frames) return reader;
  reader?.[Symbol.dispose]();
  throw notWhole(path);
}

/** What to throw where a stem is not there, or not as long, as it was. */
export function notWhole(path: string): Error {
  return new Deno.errors.InvalidData(
    `Cannot use ${path}: what was heard of it is not all there any more; bring it back`,
  );
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
