/** Finds format and samples in a WAV file, whatever other chunks there are. */
import type { ByteFile } from "./byte_file.ts";
import { cannotRead } from "./cannot_read.ts";
import { soundFollows } from "./sound_follows.ts";
import { parseWavFormat, type WavFormat } from "./wav_format.ts";

/** Where the parts of a WAV file stand. All offsets in bytes from the file's start. */
export interface WavLayout {
  format: WavFormat;
  /** Of the first sample. */
  dataOffset: number;
  /** Bytes of samples that the header promises; Infinity where it leaves that to the end of the file. */
  promisedBytes: number;
  /** What it promises all the same, when sound follows that: the sizes are those of some moment before a crash. */
  staleBytes?: number;
  /** The RIFF size is still the one of a file that grows. */
  riffOpen: boolean;
  /** Of the body of a first chunk `ds64` or `JUNK` with space for 64-bit sizes. */
  largeSizesOffset?: number;
  /** Of the body of `fact`, the frame count that float files carry. */
  factOffset?: number;
  /** Of the body of `bext`: who made the file, and when. */
  originOffset?: number;
}

/** The size that stands for "not known yet", or for "see ds64". */
export const OPEN_SIZE = 0xffff_ffff;
/** What sox writes to a pipe for a data size that it cannot know: so many bytes, in whole frames. */
const SOX_OPEN_BYTES = 0x7fff_f000;
/** Bytes of a ds64 chunk without a table: RIFF size, data size, frames, table length (EBU Tech 3306). */
export const LARGE_SIZES_BYTES = 28;
/** No real file has so many before its samples; it bounds the work that a damaged one makes. */
const MAX_CHUNKS = 4096;

/**
 * Finds format and samples in a RIFF, RF64 or BW64 file, whatever other chunks stand before them.
 *
 * Reads a few bytes per chunk, never a chunk's whole body.
 *
 * @throws {Deno.errors.InvalidData} where it is no WAV file, or one that cannot be read
 */
export function readWavLayout(file: ByteFile): WavLayout {
  const name = file.path;
  const fileBytes = file.length;
  if (fileBytes === 0) {
    throw cannotRead(name, "it is empty", "look for another copy, or record it again");
  }
  const head = new Uint8Array(12);
  const container = file.readAt(0, head) === 12 ? ascii(head, 0) : "";
  const known = container === "RIFF" || container === "RF64" || container === "BW64";
  if (!known || ascii(head, 8) !== "WAVE") throw notWav(name, head);

  const riffBytes = uint32(head, 4);
  const found: Partial<WavLayout> = {};
  let largeDataBytes = 0;
  const chunk = new Uint8Array(48);
  for (let at = 12, count = 0; count < MAX_CHUNKS; count++) {
    const got = file.readAt(at, chunk);
    if (got < 8) break;
    const id = ascii(chunk, 0);
    const bytes = uint32(chunk, 4);
    const body = chunk.subarray(8, Math.min(got, 8 + bytes));
    if (id === "fmt ") found.format = parseWavFormat(body, name);
    if (id === "fact" && body.length >= 4) found.factOffset = at + 8;
    if (id === "bext") found.originOffset = at + 8;
    if (at === 12 && (id === "ds64" || id === "JUNK") && body.length >= LARGE_SIZES_BYTES) {
      found.largeSizesOffset = at + 8;
      if (id === "ds64") largeDataBytes = uint64(body, 8);
    }
    if (id === "data") {
      if (found.format === undefined) {
        throw cannotRead(name, 'it has no "fmt " chunk before its samples', "try another copy");
      }
      const dataOffset = at + 8;
      const large = container !== "RIFF" && bytes === OPEN_SIZE;
      const promisedBytes = large
        ? largeDataBytes || Infinity
        : promised(bytes, riffBytes, fileBytes, dataOffset, found.format.frameBytes);
      const riffOpen = container === "RIFF" && riffBytes === OPEN_SIZE;
      const layout = { ...found, format: found.format, dataOffset, promisedBytes, riffOpen };
      const goesOn = soundFollows(file, dataOffset + promisedBytes, found.format.frameBytes);
      return goesOn ? { ...layout, promisedBytes: Infinity, staleBytes: promisedBytes } : layout;
    }
    at = nextChunk(file, at + 8 + bytes);
  }
  const part = found.format === undefined
    ? 'neither a "fmt " nor a "data" chunk'
    : 'no "data" chunk';
  throw cannotRead(name, `it is a WAV file with ${part}, so it holds no sound`, "try another copy");
}

/**
 * What a 32-bit data size means.
 *
 * Writers that cannot know it in advance leave 0, the largest number, or sox's; a true one differs from an unknown one by
 * the RIFF size, which then fits the file. Some old writers count past 4 GiB modulo 2³², in both sizes.
 */
function promised(
  bytes: number,
  riffBytes: number,
  fileBytes: number,
  dataOffset: number,
  frameBytes: number,
): number {
  if (bytes === OPEN_SIZE) return Infinity;
  const riffEnd = riffBytes + 8;
  const fits = riffEnd === fileBytes || riffEnd + 1 === fileBytes;
  const soxOpen = bytes <= SOX_OPEN_BYTES && bytes > SOX_OPEN_BYTES - frameBytes;
  if (bytes === 0 || soxOpen) return fits ? bytes : Infinity;
  const present = fileBytes - dataOffset;
  if (fileBytes > 2 ** 32 && riffEnd % 2 ** 32 === fileBytes % 2 ** 32) {
    return bytes + Math.floor((present - bytes) / 2 ** 32) * 2 ** 32;
  }
  return bytes;
}

/** Chunks begin at even offsets; some writers forget the byte that pads an odd one, and it shows as a letter. */
function nextChunk(file: ByteFile, end: number): number {
  if (end % 2 === 0) return end;
  const pad = new Uint8Array(4);
  const unpadded = file.readAt(end, pad) === 4 && ["data", "fmt ", "fact"].includes(ascii(pad, 0));
  return unpadded ? end : end + 1;
}

function notWav(name: string, head: Uint8Array): Error {
  const start = ascii(head, 0);
  const other = start === "RIFX"
    ? "a big-endian WAV file"
    : start === "riff"
    ? "a Wave64 file"
    : start === "FORM"
    ? "an AIFF file"
    : start === "fLaC"
    ? "a FLAC file"
    : start === "OggS"
    ? "an Ogg file"
    : start.startsWith("ID3")
    ? "an MP3 file"
    : ascii(head, 4) === "ftyp"
    ? "an MP4 file"
    : "something else";
  return cannotRead(
    name,
    `it is not a WAV file (it begins like ${other})`,
    "convert it first: ffmpeg -i IN OUT.wav",
  );
}

function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function uint32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
}

function uint64(bytes: Uint8Array, at: number): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true));
}
