/** Reads the texts of an ID3v2 tag, whoever wrote it. */
import type { ByteFile } from "./byte_file.ts";
import { fromSyncsafe, ID3_HEADER_BYTES, id3TagBytes } from "./id3_size.ts";

/** Frames that are looked at: more than any program writes; it bounds the work that a damaged tag makes. */
const MOST_FRAMES = 1_000;
/** Of a frame: its name, its size, its flags. */
const FRAME_HEADER_BYTES = 10;
/** A longer text is not what is asked for here. */
const MOST_TEXT_BYTES = 1_024;
/** How a text is written, by the byte in front of it. */
const ENCODINGS = ["latin1", "utf-16", "utf-16be", "utf-8"] as const;
/** The header's flag for a further header in front of the frames. */
const EXTENDED = 0x40;

/**
 * The texts of some frames of a tag at the start of a file: ID3v2.3, which most editors write, and ID3v2.4.
 *
 * Other frames are stepped over, pictures too. What is damaged, compressed or encrypted is not there.
 *
 * @param ids of text frames, such as "TSSE"
 */
export function readId3Texts(file: ByteFile, ids: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const head = new Uint8Array(ID3_HEADER_BYTES);
  const end = file.readAt(0, head) < head.length ? 0 : id3TagBytes(head);
  const [major = 0, flags = 0] = [head[3], head[5]];
  if (end === 0 || (major !== 3 && major !== 4)) return found;
  let at = ID3_HEADER_BYTES + ((flags & EXTENDED) === 0 ? 0 : extendedBytes(file, major));
  const frame = new Uint8Array(FRAME_HEADER_BYTES);
  for (let count = 0; count < MOST_FRAMES && found.size < ids.length; count++) {
    if (at + frame.length > end || file.readAt(at, frame) < frame.length) break;
    const id = String.fromCharCode(...frame.subarray(0, 4));
    const bytes = sizeOf(frame, 4, major);
    // Zeros pad the rest.
    if (!/^[A-Z][A-Z0-9]{3}$/.test(id) || bytes === undefined) break;
    at += frame.length;
    if (at + bytes > end) break;
    const isPlain = frame[9] === 0 && bytes <= MOST_TEXT_BYTES;
    if (ids.includes(id) && isPlain && !found.has(id)) {
      const body = new Uint8Array(bytes);
      const text = file.readAt(at, body) < bytes ? undefined : textOf(body);
      if (text !== undefined) found.set(id, text);
    }
    at += bytes;
  }
  return found;
}

function extendedBytes(file: ByteFile, major: number): number {
  const size = new Uint8Array(4);
  if (file.readAt(ID3_HEADER_BYTES, size) < size.length) return 0;
  // In version 3 the size does not count itself.
  return (sizeOf(size, 0, major) ?? 0) + (major === 3 ? size.length : 0);
}

function sizeOf(bytes: Uint8Array, at: number, major: number): number | undefined {
  if (major === 4) return fromSyncsafe(bytes, at);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
}

/** The first of a frame's texts. */
function textOf(body: Uint8Array): string | undefined {
  const encoding = ENCODINGS[body[0] ?? ENCODINGS.length];
  if (encoding === undefined) return undefined;
  const rest = body.subarray(1);
  const isMarked = rest[0] === 0xfe && rest[1] === 0xff;
  const name = encoding === "utf-16" && isMarked ? "utf-16be" : encoding;
  return new TextDecoder(name).decode(rest).split("\0")[0];
}
