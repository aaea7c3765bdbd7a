/** Text as the native library reads and writes it: UTF-8 with a zero at its end. */

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Text for a parameter; `undefined` becomes empty text, which means the default. */
export function writeText(text: string | undefined): Uint8Array<ArrayBuffer> {
  return encoder.encode(`${text ?? ""}\0`);
}

/** Text from a field of `size` bytes; a character that was cut in two at the end becomes U+FFFD. */
export function readText(bytes: Uint8Array, offset: number, size: number): string {
  const field = bytes.subarray(offset, offset + size);
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end));
}
