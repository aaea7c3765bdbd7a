/** Makes a stem whole that a crash left. */
import { STEM_CHANNELS, type TrackName } from "../ground/tracks.ts";
import { growingWavHeader } from "../../formats/wav_header.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { repairWav } from "../../formats/wav_repair.ts";
import { writeAllSync } from "../../formats/write_all.ts";

/** What is in a stem. */
export interface MendedStem {
  readonly frames: number;
  readonly rateHz: number;
}

/**
 * Cuts a torn last frame off and writes the true sizes.
 *
 * A header that a power cut left half written is written again: a stem's header is known but for its rate. A stem that
 * is whole is not touched.
 *
 * @param rateHz of the session, for a header that is damaged
 * @returns what is in it; undefined when there is none, or nothing was ever written to it
 * @throws {Deno.errors.InvalidData} when it is not a file but a link or a folder
 * @throws what the file system throws
 */
export function mendStem(path: string, track: TrackName, rateHz: number): MendedStem | undefined {
  const header = growingWavHeader({
    rateHz,
    channels: STEM_CHANNELS[track],
    encoding: "float32",
  });
  const bytes = fileBytes(path);
  if (bytes === undefined || bytes <= header.bytes.length) return undefined;
  try {
    repairWav(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.InvalidData)) throw error;
    using file = Deno.openSync(path, { write: true });
    writeAllSync(file, header.bytes);
    repairWav(path);
  }
  using reader = WavReader.open(path);
  return reader.info;
}

function fileBytes(path: string): number | undefined {
  try {
    const info = Deno.lstatSync(path);
    if (info.isFile) return info.size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  throw new Deno.errors.InvalidData(
    `Cannot use ${path}: it is a link or a folder, not a stem; move it away`,
  );
}
