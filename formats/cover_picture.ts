/** Looks at a picture that is to go into a tag: is it one, and how large? */

/** What players show. */
export interface CoverPicture {
  readonly mime: "image/jpeg" | "image/png";
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** The name of the chunk with which every PNG ends. */
const IEND = 0x49454e44;
/** Of a PNG's chunk: its length, its name, and the sum behind it. */
const CHUNK_BYTES = 12;
/** Markers of JPEG: the picture ends with the first, its pixels follow the second. */
const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;

/**
 * What a picture is: PNG (ISO/IEC 15948) or JPEG (ITU-T T.81). Its pixels are not decoded. What cameras and editors put
 * behind it is not looked at.
 *
 * @returns undefined for anything else, and for one that was cut short
 */
export function coverPicture(bytes: Uint8Array): CoverPicture | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return png(bytes, view) ?? jpeg(bytes, view);
}

function png(bytes: Uint8Array, view: DataView): CoverPicture | undefined {
  if (!PNG.every((byte, i) => bytes[i] === byte)) return undefined;
  for (let at = PNG.length; at + CHUNK_BYTES <= bytes.length;) {
    if (view.getUint32(at + 4) !== IEND) at += CHUNK_BYTES + view.getUint32(at);
    // The first chunk has the size.
    else return at < 33 ? undefined : sized("image/png", view.getUint32(16), view.getUint32(20));
  }
  return undefined;
}

function jpeg(bytes: Uint8Array, view: DataView): CoverPicture | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  let found: CoverPicture | undefined;
  for (let at = 2; at + 1 < bytes.length;) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) return undefined;
    if (marker === END_OF_IMAGE) return found;
    // Fill bytes.
    if (marker === 0xff) at++;
    else if (at + 9 >= bytes.length) return undefined;
    else {
      if (isFrame(marker)) {
        found ??= sized("image/jpeg", view.getUint16(at + 7), view.getUint16(at + 5));
      }
      at += 2 + view.getUint16(at + 2);
      if (marker === START_OF_SCAN) at = scanEnd(bytes, at);
    }
  }
  return undefined;
}

/** Where the next marker stands: within a scan 0xFF is followed by 0, or by one of eight markers that restart it. */
function scanEnd(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from);
  for (; at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
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
