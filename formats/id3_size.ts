/** How ID3v2 writes sizes, and how long a tag is. */

/** Bytes of an ID3v2 header, and of a footer. */
export const ID3_HEADER_BYTES = 10;
/** The largest number that four bytes of seven bits hold. */
export const ID3_MAX_SIZE = 2 ** 28 - 1;

/** A size as ID3v2 writes it: four bytes of seven bits each, so that none looks like the head of an MP3 frame. */
export function syncsafe(size: number): Uint8Array {
  return Uint8Array.of(size >> 21 & 0x7f, size >> 14 & 0x7f, size >> 7 & 0x7f, size & 0x7f);
}

/** The number that four bytes of seven bits each stand for; nothing where one of them has its top bit set. */
export function fromSyncsafe(bytes: Uint8Array, at: number): number | undefined {
  let size = 0;
  for (let i = 0; i < 4; i++) {
    const byte = bytes[at + i];
    if (byte === undefined || byte > 0x7f) return undefined;
    size = size << 7 | byte;
  }
  return size;
}

/**
 * Length of an ID3v2 tag of any version, with header and footer.
 *
 * @param bytes its first ten bytes or more
 * @returns bytes to skip; 0 where there is no tag
 */
export function id3TagBytes(bytes: Uint8Array): number {
  const marked = bytes[0] === 0x49 && bytes[1] === 0x44 && bytes[2] === 0x33;
  const [major = 0xff, revision = 0xff, flags = 0] = [bytes[3], bytes[4], bytes[5]];
  const size = fromSyncsafe(bytes, 6);
  if (!marked || major === 0xff || revision === 0xff || size === undefined) return 0;
  const footer = major >= 4 && (flags & 0x10) !== 0;
  return ID3_HEADER_BYTES + size + (footer ? ID3_HEADER_BYTES : 0);
}
