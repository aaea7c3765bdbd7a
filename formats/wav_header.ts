/** The header that we write: of a WAV file that grows, and its true sizes at the end. */
import { BROADCAST_BYTES, broadcastChunk, type WavOrigin } from "./broadcast_chunk.ts";
import { SAMPLE_BYTES, type WavEncoding } from "./sample_encoder.ts";
import { LARGE_SIZES_BYTES, OPEN_SIZE } from "./wav_layout.ts";
import { writeAllSync } from "./write_all.ts";

/** A file of this many bytes or more cannot say its size in 32 bits (its RIFF size is 8 less) and becomes RF64. */
export const RF64_FROM_BYTES = OPEN_SIZE + 8;

/** Where the sizes stand that change when a file is finished. All offsets in bytes from the file's start. */
export interface WavSizePlaces {
  /** Of the first sample; the data size stands in the four bytes before. */
  dataOffset: number;
  /** Of the body of a first chunk with space for 64-bit sizes. */
  largeSizesOffset?: number;
  /** Of the body of `fact`. */
  factOffset?: number;
}

/** What stands in a header beside the sizes. */
export interface WavHeaderFacts {
  rateHz: number;
  channels: number;
  encoding: WavEncoding;
  /** Who made the file, and when. */
  origin?: WavOrigin;
}

/**
 * The header of a file that still grows: RIFF and data sizes 0xFFFFFFFF, a JUNK chunk in front that can become ds64.
 *
 * Float files get the longer `fmt ` chunk and the `fact` chunk that the format asks of everything but PCM; those with an
 * origin a `bext` chunk.
 */
export function growingWavHeader(
  o: WavHeaderFacts,
): { bytes: Uint8Array; places: WavSizePlaces } {
  const float = o.encoding === "float32";
  const sampleBytes = SAMPLE_BYTES[o.encoding];
  const formatBytes = float ? 18 : 16;
  const factOffset = 48 + 8 + formatBytes + 8;
  const originOffset = 48 + 8 + formatBytes + (float ? 12 : 0) + 8;
  const dataOffset = originOffset + (o.origin === undefined ? 0 : BROADCAST_BYTES + 8);
  const bytes = new Uint8Array(dataOffset);
  const view = new DataView(bytes.buffer);
  const chunk = (at: number, id: string, size: number) => {
    bytes.set(ascii(id), at);
    view.setUint32(at + 4, size, true);
  };
  chunk(0, "RIFF", OPEN_SIZE);
  bytes.set(ascii("WAVE"), 8);
  chunk(12, "JUNK", LARGE_SIZES_BYTES);
  chunk(48, "fmt ", formatBytes);
  view.setUint16(56, float ? 3 : 1, true);
  view.setUint16(58, o.channels, true);
  view.setUint32(60, o.rateHz, true);
  view.setUint32(64, o.rateHz * o.channels * sampleBytes, true);
  view.setUint16(68, o.channels * sampleBytes, true);
  view.setUint16(70, sampleBytes * 8, true);
  if (float) {
    chunk(factOffset - 8, "fact", 4);
    view.setUint32(factOffset, 0, true);
  }
  if (o.origin !== undefined) {
    chunk(originOffset - 8, "bext", BROADCAST_BYTES);
    bytes.set(broadcastChunk(o.origin, o.rateHz), originOffset);
  }
  chunk(dataOffset - 8, "data", OPEN_SIZE);
  const places = { dataOffset, largeSizesOffset: 20 };
  return { bytes, places: float ? { ...places, factOffset } : places };
}

/**
 * Writes the final sizes into the header of an open file. The order is such that a reader finds all samples at every
 * step: each size that is replaced meant "up to the end of the file" and turns into exactly that.
 *
 * @param dataBytes bytes of samples
 * @param frames frames of samples
 * @param rf64FromBytes files of so many bytes or more become RF64; lower in tests
 * @throws {RangeError} where the sizes need 64 bits and the header has no space for them
 */
export function writeWavSizes(
  file: Deno.FsFile,
  places: WavSizePlaces,
  dataBytes: number,
  frames: number,
  rf64FromBytes = RF64_FROM_BYTES,
): void {
  const put = (at: number, bytes: Uint8Array) => {
    file.seekSync(at, Deno.SeekMode.Start);
    writeAllSync(file, bytes);
  };
  const fileBytes = places.dataOffset + dataBytes + dataBytes % 2;
  const large = fileBytes >= rf64FromBytes;
  const { factOffset, largeSizesOffset } = places;
  if (large && largeSizesOffset === undefined) {
    throw new RangeError(
      `Cannot write a size of ${fileBytes} bytes: the header has no space for more than 4 GiB; convert the file with ffmpeg`,
    );
  }
  if (factOffset !== undefined) put(factOffset, uint32(large ? OPEN_SIZE : frames));
  if (largeSizesOffset !== undefined) {
    put(
      largeSizesOffset,
      large ? largeSizes(fileBytes - 8, dataBytes, frames) : largeSizes(0, 0, 0),
    );
    put(largeSizesOffset - 8, ascii(large ? "ds64" : "JUNK"));
  }
  put(places.dataOffset - 4, uint32(large ? OPEN_SIZE : dataBytes));
  put(4, uint32(large ? OPEN_SIZE : fileBytes - 8));
  put(0, ascii(large ? "RF64" : "RIFF"));
}

/** The body of ds64: three 64-bit sizes, and a table of no entries. */
function largeSizes(riffBytes: number, dataBytes: number, frames: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(LARGE_SIZES_BYTES));
  view.setBigUint64(0, BigInt(riffBytes), true);
  view.setBigUint64(8, BigInt(dataBytes), true);
  view.setBigUint64(16, BigInt(frames), true);
  return new Uint8Array(view.buffer);
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
