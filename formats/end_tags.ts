/** Tags that other programs put at the end of an MP3. */
import type { ByteFile } from "./byte_file.ts";

/** Bytes of an ID3v1 tag. */
export const ID3V1_BYTES = 128;
/** Bytes of the header and of the footer of an APE tag (version 2; version 1 has a footer alone). */
const APE_EDGE_BYTES = 32;
/** In the flags of a footer: there is a header, too; in those of a header: that is what it is. */
const HAS_HEADER = 1 << 31;
const IS_HEADER = 1 << 29;
/** More than any program writes; it bounds the work that a damaged file makes. */
const MOST_TAGS = 4;

/**
 * Bytes of the tags at the end of a file: ID3v1 and APE, in any order.
 *
 * An APE tag is known by its footer: "APETAGEX", the version, the bytes of the items and the footer, the number of items,
 * flags and eight zeros; numbers are little-endian (Hydrogenaudio's "APEv2 specification").
 *
 * @param from tags begin here or behind; what stands before is something else
 */
export function endTagBytes(file: ByteFile, from = 0): number {
  const { length } = file;
  let end = length;
  for (let tags = 0; tags < MOST_TAGS; tags++) {
    const bytes = hasId3v1(file, end) ? ID3V1_BYTES : apeTagBytes(file, end);
    if (bytes === 0 || end - bytes < from) break;
    end -= bytes;
  }
  return length - end;
}

function hasId3v1(file: ByteFile, end: number): boolean {
  return textAt(file, end - ID3V1_BYTES, 3) === "TAG";
}

/** @returns 0 where none ends there */
function apeTagBytes(file: ByteFile, end: number): number {
  const footer = edgeAt(file, end - APE_EDGE_BYTES);
  if (footer === undefined || (footer.flags & IS_HEADER) !== 0) return 0;
  if (footer.bytes < APE_EDGE_BYTES || footer.bytes > end) return 0;
  if ((footer.flags & HAS_HEADER) === 0) return footer.bytes;
  const bytes = footer.bytes + APE_EDGE_BYTES;
  const header = edgeAt(file, end - bytes);
  const isHeader = header !== undefined && (header.flags & IS_HEADER) !== 0;
  return isHeader && header.bytes === footer.bytes ? bytes : 0;
}

/** A header or a footer. */
function edgeAt(file: ByteFile, at: number): { bytes: number; flags: number } | undefined {
  if (textAt(file, at, 8) !== "APETAGEX") return undefined;
  const edge = new Uint8Array(APE_EDGE_BYTES);
  if (file.readAt(at, edge) < edge.length) return undefined;
  const view = new DataView(edge.buffer);
  return { bytes: view.getUint32(12, true), flags: view.getInt32(20, true) };
}

function textAt(file: ByteFile, at: number, bytes: number): string | undefined {
  if (at < 0) return undefined;
  const text = new Uint8Array(bytes);
  return String.fromCharCode(...text.subarray(0, file.readAt(at, text)));
}
