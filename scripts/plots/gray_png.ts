/** Pictures in shades of grey, as PNG files. */
import { crc32, deflateSync } from "node:zlib";
import { joinBytes } from "../../formats/join_bytes.ts";

/** A picture of 16 shades, by rows of equal length: 0 is white, 15 black (PNG, ISO/IEC 15948). */
export function grayPng(rows: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const width = rows[0]?.length ?? 0;
  const head = new DataView(new ArrayBuffer(13));
  head.setUint32(0, width);
  head.setUint32(4, rows.length);
  head.setUint8(8, 4); // bits of a sample; colour type, compression, filter and interlace are 0
  const bytesPerRow = 1 + Math.ceil(width / 2);
  const pixels = new Uint8Array(rows.length * bytesPerRow);
  rows.forEach((row, y) => {
    row.forEach((shade, x) => {
      const at = y * bytesPerRow + 1 + (x >> 1);
      pixels[at] = (pixels[at] ?? 0) | ((15 - shade) << (x % 2 === 0 ? 4 : 0));
    });
  });
  return joinBytes([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    part("IHDR", new Uint8Array(head.buffer)),
    part("IDAT", deflateSync(pixels, { level: 9 })),
    part("IEND", new Uint8Array(0)),
  ]);
}

function part(name: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}
