/** The frames of an ID3v2 tag, whoever wrote it: of version 2.3, which most editors write, and of 2.4. */
import type { ByteFile } from "./byte_file.ts";
import { fromSyncsafe, ID3_HEADER_BYTES, id3TagBytes } from "./id3_size.ts";

/** A frame of a tag, or of a frame that holds others. */
export interface Id3Frame {
  /** Such as "TIT2". */
  readonly id: string;
  /** Of its body, as it is stored. */
  readonly bytes: number;
  /** Its body; nothing where it is compressed, encrypted or torn. */
  read(): Uint8Array<ArrayBuffer> | undefined;
  /** The frames in its body, from an offset on. */
  within(body: Uint8Array, from: number): Iterable<Id3Frame>;
}

/** What is read at any position: a file, or bytes. */
type Source = Pick<ByteFile, "readAt">;

/** Frames that are looked at: more than any program writes; it bounds the work that a damaged tag makes. */
const MOST_FRAMES = 25_000;
/** Of a tag that must be read whole. */
const MOST_TAG_BYTES = 16 << 20;
/** Of a frame: its name, its size, its flags. */
const FRAME_HEADER_BYTES = 10;
/** Flags of the tag: a zero stands behind each 0xFF; a further header stands in front of the frames. */
const UNSYNCHRONISED = 0x80;
const EXTENDED = 0x40;
/** Flags of a frame in version 2.4: the same zeros, and a length in four bytes in front. */
const FRAME_UNSYNCHRONISED = 0x02;
const FRAME_LENGTH = 0x01;

/** The frames of a tag at the start of a file, in their order, as far as it is whole; none where there is no tag. */
export function* id3Frames(file: Source): Generator<Id3Frame, void, undefined> {
  const head = new Uint8Array(ID3_HEADER_BYTES);
  const end = file.readAt(0, head) < head.length ? 0 : id3TagBytes(head);
  const [major = 0, flags = 0] = [head[3], head[5]];
  if (end === 0 || (major !== 3 && major !== 4)) return;
  // In version 2.4 each frame says so for itself.
  const isPlain = major === 4 || (flags & UNSYNCHRONISED) === 0;
  const source = isPlain ? file : synchronised(file, Math.min(end, MOST_TAG_BYTES));
  const extended = (flags & EXTENDED) === 0 ? 0 : extendedBytes(source, major);
  yield* framesIn(source, ID3_HEADER_BYTES + extended, end, major);
}

function* framesIn(
  source: Source,
  from: number,
  end: number,
  major: number,
): Generator<Id3Frame, void, undefined> {
  const head = new Uint8Array(FRAME_HEADER_BYTES);
  for (let at = from, count = 0; count < MOST_FRAMES; count++) {
    if (at + head.length > end || source.readAt(at, head) < head.length) return;
    const id = String.fromCharCode(...head.subarray(0, 4));
    const bytes = sizeOf(head, 4, major);
    const start = at + head.length;
    // Zeros pad the rest.
    if (!/^[A-Z][A-Z0-9]{3}$/.test(id) || bytes === undefined || start + bytes > end) return;
    const flags = head[9] ?? 0;
    yield {
      id,
      bytes,
      read: () => bodyOf(source, start, bytes, major === 4 ? flags : flags << 8),
      within: (body, offset) => framesIn(inMemory(body), offset, body.length, major),
    };
    at = start + bytes;
  }
}

/** @param flags of version 2.4; others are of what cannot be read */
function bodyOf(
  source: Source,
  at: number,
  bytes: number,
  flags: number,
): Uint8Array<ArrayBuffer> | undefined {
  if ((flags & ~(FRAME_UNSYNCHRONISED | FRAME_LENGTH)) !== 0) return undefined;
  const body = new Uint8Array(bytes);
  if (source.readAt(at, body) < bytes) return undefined;
  const content = (flags & FRAME_LENGTH) === 0 ? body : body.subarray(4);
  return (flags & FRAME_UNSYNCHRONISED) === 0 ? content : withoutZeros(content);
}

function extendedBytes(source: Source, major: number): number {
  const size = new Uint8Array(4);
  if (source.readAt(ID3_HEADER_BYTES, size) < size.length) return 0;
  // In version 2.3 the size does not count itself.
  return (sizeOf(size, 0, major) ?? 0) + (major === 3 ? size.length : 0);
}

function sizeOf(bytes: Uint8Array, at: number, major: number): number | undefined {
  if (major === 4) return fromSyncsafe(bytes, at);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
}

function synchronised(file: Source, bytes: number): Source {
  const tag = new Uint8Array(bytes);
  return inMemory(withoutZeros(tag.subarray(0, file.readAt(0, tag))));
}

/** Without the zero that stands behind each 0xFF so that nothing looks like the head of an MP3 frame. */
function withoutZeros(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const plain = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    plain[length++] = bytes[i] ?? 0;
    if (bytes[i] === 0xff && bytes[i + 1] === 0) i++;
  }
  return plain.subarray(0, length);
}

function inMemory(bytes: Uint8Array): Source {
  return {
    readAt(position, into) {
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      return part.length;
    },
  };
}
