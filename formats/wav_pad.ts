/** Makes a WAV file longer, with silence at its end. */
import { writeWavSizes } from "./wav_header.ts";
import { ByteFile } from "./byte_file.ts";
import { readWavLayout } from "./wav_layout.ts";

/**
 * Makes a WAV file longer, with silence at its end.
 *
 * The file must be whole (see `repairWav`) and must end with its samples. Where the file system can, the silence takes no
 * space. A crash in between leaves a file with its old length.
 *
 * @param frames the length that it is to have; a file that is as long already is not touched
 * @returns frames of silence that were added
 * @throws {Deno.errors.InvalidData} when it is no WAV file
 * @throws {RangeError} past 4 GiB, where the header has no space for 64-bit sizes
 */
export function padWav(path: string, frames: number): number {
  const { layout, length } = layoutOf(path);
  const { dataOffset, format, promisedBytes } = layout;
  const present = Math.floor(Math.min(promisedBytes, length - dataOffset) / format.frameBytes);
  if (present >= frames) return 0;
  const dataBytes = frames * format.frameBytes;
  using file = Deno.openSync(path, { read: true, write: true });
  // First what may be the padding byte of an odd length goes, so that what follows the samples is silence.
  file.truncateSync(dataOffset + present * format.frameBytes);
  file.truncateSync(dataOffset + dataBytes + dataBytes % 2);
  writeWavSizes(file, layout, dataBytes, frames);
  file.syncDataSync();
  return frames - present;
}

function layoutOf(path: string) {
  using source = ByteFile.open(path);
  return { layout: readWavLayout(source), length: source.length };
}
