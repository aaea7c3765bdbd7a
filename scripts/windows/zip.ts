/** ZIP archives (PKWARE's APPNOTE 6.3), as Windows unpacks them without a program of its own. */
import { crc32, deflateRawSync } from "node:zlib";

/** A file in an archive. */
export interface ZipEntry {
  /** With `/` between folders; any letters. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 1 << 11;
const DEFLATED = 8;
/** The earliest that the format can say, 1980-01-01: the same files make the same archive. */
const DATE = (1 << 5) | 1;

/** Makes an archive of less than 4 GiB. */
export function makeZip(entries: readonly ZipEntry[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes } of entries) {
    const path = new TextEncoder().encode(name);
    const packed = deflateRawSync(bytes);
    const common: Field[] = [
      [2, VERSION],
      [2, FLAGS],
      [2, DEFLATED],
      [2, 0],
      [2, DATE],
      [4, crc32(bytes)],
      [4, packed.length],
      [4, bytes.length],
      [2, path.length],
      [2, 0],
    ];
    const local = [record([[4, 0x04034b50], ...common]), path, packed];
    // No comment, on the first disk, without attributes.
    const rest: Field[] = [[2, 0], [2, 0], [2, 0], [4, 0], [4, at]];
    directory.push(record([[4, 0x02014b50], [2, VERSION], ...common, ...rest]), path);
    parts.push(...local);
    at += lengthOf(local);
  }
  const count = entries.length;
  const end = record([
    ...[[4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count]] as const,
    ...[[4, lengthOf(directory)], [4, at], [2, 0]] as const,
  ]);
  return joined([...parts, ...directory, end]);
}

/** How many bytes a number takes, and the number. */
type Field = readonly [bytes: 2 | 4, value: number];

function record(fields: readonly Field[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [length]) => sum + length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [length, value] of fields) {
    if (length === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += length;
  }
  return bytes;
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
