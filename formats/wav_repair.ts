/** Makes a WAV file whole that a crash left. */
import { ByteFile } from "./byte_file.ts";
import { RF64_FROM_BYTES, writeWavSizes } from "./wav_header.ts";
import { writeAllSync } from "./write_all.ts";
import { readWavLayout } from "./wav_layout.ts";

/** What a repair found. */
export interface WavRepair {
  /** Whole frames in the file. */
  frames: number;
  /** Bytes of a torn last frame that were cut off. */
  cutBytes: number;
  /** The header was changed; false for a file that was whole. */
  changed: boolean;
}

/**
 * Makes a WAV file that a crash left whole: cuts a torn last frame off and writes the sizes that are true.
 *
 * A file whose header already fits is not touched, whatever follows its samples. Doing it twice changes nothing.
 *
 * @param rf64FromBytes files of so many bytes or more become RF64: 4 GiB, or less in tests
 * @throws {Deno.errors.NotFound} nothing is there
 * @throws {Deno.errors.InvalidData} the header itself is missing or damaged
 * @throws {RangeError} past 4 GiB, where the header has no space for 64-bit sizes
 */
export function repairWav(path: string, rf64FromBytes = RF64_FROM_BYTES): WavRepair {
  using source = ByteFile.open(path);
  const layout = readWavLayout(source);
  const { frameBytes } = layout.format;
  const presentBytes = Math.max(0, source.length - layout.dataOffset);
  const frames = Math.floor(Math.min(layout.promisedBytes, presentBytes) / frameBytes);
  if (layout.promisedBytes <= presentBytes) {
    const changed = layout.riffOpen && closeRiff(path, source.length, rf64FromBytes);
    return { frames, cutBytes: 0, changed };
  }

  const dataBytes = frames * frameBytes;
  using file = Deno.openSync(path, { read: true, write: true });
  writeWavSizes(file, layout, dataBytes, frames, rf64FromBytes);
  file.truncateSync(layout.dataOffset + dataBytes);
  if (dataBytes % 2 === 1) {
    file.seekSync(0, Deno.SeekMode.End);
    writeAllSync(file, new Uint8Array(1));
  }
  file.syncDataSync();
  return { frames, cutBytes: presentBytes - dataBytes, changed: true };
}

/**
 * Writes the RIFF size alone, where the data size was already written when the program died. Other chunks may follow the
 * samples, so nothing else is touched.
 *
 * @returns whether it could be written: past 4 GiB it stays open, which readers understand
 */
function closeRiff(path: string, fileBytes: number, rf64FromBytes: number): boolean {
  if (fileBytes >= rf64FromBytes) return false;
  const size = new DataView(new ArrayBuffer(4));
  size.setUint32(0, fileBytes - 8, true);
  using file = Deno.openSync(path, { read: true, write: true });
  file.seekSync(4, Deno.SeekMode.Start);
  writeAllSync(file, new Uint8Array(size.buffer));
  file.syncDataSync();
  return true;
}
