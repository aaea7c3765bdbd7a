/** Reads which windows an MP3 frame uses: chunks that were encoded apart must fit together. */
import type { Mp3FrameHeader } from "../../formats/mp3_frame.ts";

/** Window of a granule: 0 long, 1 from long to short, 2 short, 3 from short to long. */
export type BlockType = 0 | 1 | 2 | 3;

/** What tells how one channel of one granule is coded. */
export interface Mp3Granule {
  /** Bits of scale factors and Huffman code. */
  part23Bits: number;
  blockType: BlockType;
  /** The lowest two subbands use the long window although the block is short. */
  mixed: boolean;
}

/** The side information of a Layer III frame (ISO/IEC 11172-3 2.4.1.7, 13818-3 2.4.1.7). */
export interface Mp3SideInfo {
  /** Bytes of main data that stand in earlier frames: 0 where the bit reservoir is off. */
  mainDataBegin: number;
  /** By granule (2 for MPEG 1, else 1), then by channel. */
  granules: Mp3Granule[][];
}

/**
 * Parses a frame's side information as far as the windows need it.
 *
 * @param frame the frame from its header on, at least up to the end of its side information
 * @throws {RangeError} where it is shorter
 */
export function parseMp3SideInfo(frame: Uint8Array, header: Mp3FrameHeader): Mp3SideInfo {
  const start = 4 + (header.crc ? 2 : 0);
  if (frame.length < start + header.sideInfoBytes) {
    throw new RangeError(
      `Cannot parse side information in ${frame.length} bytes: they are too few`,
    );
  }
  const { channels } = header;
  const first = header.version === 1;
  let bit = start * 8;
  const take = (bits: number): number => {
    let value = 0;
    for (let i = 0; i < bits; i++, bit++) {
      value = value * 2 + (((frame[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
    }
    return value;
  };
  const mainDataBegin = take(first ? 9 : 8);
  // Private bits, then (MPEG 1) which scale factors the second granule shares with the first.
  bit += first ? (channels === 1 ? 5 : 3) + 4 * channels : (channels === 1 ? 1 : 2);
  const granule = (): Mp3Granule => {
    const part23Bits = take(12);
    bit += 9 + 8 + (first ? 4 : 9); // big_values, global_gain, scalefac_compress
    const switched = take(1) === 1;
    const blockType = switched ? take(2) as BlockType : 0;
    const mixed = switched && take(1) === 1;
    // What is left of 22 bits about tables, regions and gains, then preflag (MPEG 1) and two bits more.
    bit += (switched ? 19 : 22) + (first ? 3 : 2);
    return { part23Bits, blockType, mixed };
  };
  const granules = Array.from(
    { length: first ? 2 : 1 },
    () => Array.from({ length: channels }, granule),
  );
  return { mainDataBegin, granules };
}

/**
 * Whether one window may follow another: their halves that overlap must have the same shape (11172-3 2.4.3.4.10.3).
 */
export function mayFollow(before: BlockType, after: BlockType): boolean {
  const endsShort = before === 1 || before === 2;
  const beginsShort = after === 2 || after === 3;
  return endsShort === beginsShort;
}
