import { WavReader } from "../formats/wav_reader.ts";
import { TRACK_NAMES, type TrackName } from "./options.ts";
import type { StemPaths } from "./post_protocol.ts";
import type { StemReaders } from "./mixdown.ts";

/**
 * Opens the stems, hands them to `use`, and closes them when that is done.
 *
 * A stem that is not there is left out: the source never delivered, and its track is silent.
 */
export async function withStems<T>(
  paths: StemPaths,
  use: (stems: StemReaders) => T | Promise<T>,
): Promise<T> {
  using opened = new DisposableStack();
  const stems: Partial<Record<TrackName, WavReader>> = {};
  for (const track of TRACK_NAMES) {
    const path = paths[track];
    const reader = path === undefined ? undefined : openStem(path);
    if (reader) stems[track] = opened.use(reader);
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
