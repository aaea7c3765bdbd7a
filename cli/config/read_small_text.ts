/** A small text file that people write, in whatever way their editor saves it. */

/** More than anybody writes by hand. */
const MOST_BYTES = 64 * 1024;

/**
 * Reads a file of text.
 *
 * @returns its text without a byte order mark: UTF-8, or UTF-16 as PowerShell's `>` and old editors of Windows write it
 * @throws {RangeError} when it is too large
 * @throws {TypeError} when it is no text
 * @throws what the file system throws
 */
export function readSmallText(path: string): string {
  const bytes = bytesOf(path);
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new TypeError("it is not UTF-8");
  }
}

/** It may be a pipe, or never end. */
function bytesOf(path: string): Uint8Array {
  using file = Deno.openSync(path);
  const bytes = new Uint8Array(MOST_BYTES + 1);
  let length = 0;
  while (length < bytes.length) {
    const read = file.readSync(bytes.subarray(length));
    if (read === null) return bytes.subarray(0, length);
    length += read;
  }
  throw new RangeError(`it has more than ${MOST_BYTES / 1024} KB`);
}
