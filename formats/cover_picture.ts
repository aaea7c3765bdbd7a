/** Looks at a picture that is to go into a tag: is it one, and how large? */

/** What players show. */
export interface CoverPicture {
  readonly mime: "image/jpeg" | "image/png";
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** `IEND` with its sum: how every PNG ends. */
const PNG_END = [0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];

/**
 * What a picture is, by its first and last bytes: PNG (ISO/IEC 15948) or JPEG (ITU-T T.81). Its pixels are not decoded.
 *
 * @returns undefined for anything else, and for one that was cut short
 */
export function coverPicture(bytes: Uint8Array): CoverPicture | undefined {
  return png(bytes) ?? jpeg(bytes);
}

function png(bytes: Uint8Array): CoverPicture | undefined {
  const isWhole = PNG.every((byte, i) => bytes[i] === byte) &&
    PNG_END.every((byte, i) => bytes[bytes.length - PNG_END.length + i] === byte);
  if (!isWhole || bytes.length < 45) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return sized("image/png", view.getUint32(16), view.getUint32(20));
}

function jpeg(bytes: Uint8Array): CoverPicture | undefined {
  const end = bytes.findLastIndex((byte) => byte !== 0);
  const isWhole = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[end - 1] === 0xff &&
    bytes[end] === 0xd9;
  if (!isWhole) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 2; at + 9 < bytes.length;) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) return undefined;
    // Fill bytes.
    if (marker === 0xff) at++;
    else if (isFrame(marker)) {
      return sized("image/jpeg", view.getUint16(at + 7), view.getUint16(at + 5));
    } else at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** Start of frame: all of C0 … CF but the tables DHT, JPG and DAC. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function sized(
  mime: CoverPicture["mime"],
  width: number,
  height: number,
): CoverPicture | undefined {
  return width > 0 && height > 0 ? { mime, width, height } : undefined;
}
