/** Reads the chapters of an ID3v2 tag, whoever wrote it. */
import type { ByteFile } from "./byte_file.ts";
import { fromSyncsafe, ID3_HEADER_BYTES, id3TagBytes } from "./id3_size.ts";

/** A chapter, by the time of the file. */
export interface FoundChapter {
  readonly title: string;
  readonly startMs: number;
}

/** What a damaged tag may cost. */
const MOST_TAG_BYTES = 16 << 20;
const MOST_CHAPTERS = 20_000;
const FRAME_HEADER_BYTES = 10;
const ENCODINGS = ["latin1", "utf-16", "utf-16be", "utf-8"] as const;
/** Start, end, and two offsets behind the name of a chapter ("Chapter Frame Addendum"). */
const TIMES_BYTES = 16;

/** The chapters of a tag at the start of a file, in order; none where there is no tag, or where it is damaged. */
export function readId3Chapters(file: ByteFile): FoundChapter[] {
  const head = new Uint8Array(ID3_HEADER_BYTES);
  const bytes = file.readAt(0, head) < head.length ? 0 : id3TagBytes(head);
  const major = head[3] ?? 0;
  if (bytes === 0 || bytes > MOST_TAG_BYTES || (major !== 3 && major !== 4)) return [];
  const tag = new Uint8Array(bytes);
  const got = tag.subarray(0, file.readAt(0, tag));
  const chapters: FoundChapter[] = [];
  for (const { id, body } of frames(got, ID3_HEADER_BYTES, major)) {
    if (id !== "CHAP" || chapters.length >= MOST_CHAPTERS) continue;
    const times = body.indexOf(0) + 1;
    if (times === 0 || times + TIMES_BYTES > body.length) continue;
    const startMs = new DataView(body.buffer, body.byteOffset).getUint32(times);
    const title = [...frames(body, times + TIMES_BYTES, major)].find((each) => each.id === "TIT2");
    chapters.push({ startMs, title: title === undefined ? "" : textOf(title.body) });
  }
  return chapters.sort((one, other) => one.startMs - other.startMs);
}

function* frames(
  bytes: Uint8Array,
  from: number,
  major: number,
): Generator<{ id: string; body: Uint8Array }> {
  for (let at = from; at + FRAME_HEADER_BYTES <= bytes.length;) {
    const id = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = major === 4
      ? fromSyncsafe(bytes, at + 4)
      : new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 4);
    const start = at + FRAME_HEADER_BYTES;
    // Zeros pad the rest.
    if (!/^[A-Z][A-Z0-9]{3}$/.test(id) || size === undefined || start + size > bytes.length) return;
    yield { id, body: bytes.subarray(start, start + size) };
    at = start + size;
  }
}

function textOf(body: Uint8Array): string {
  const encoding = ENCODINGS[body[0] ?? ENCODINGS.length];
  if (encoding === undefined) return "";
  const rest = body.subarray(1);
  const isMarked = rest[0] === 0xfe && rest[1] === 0xff;
  const name = encoding === "utf-16" && isMarked ? "utf-16be" : encoding;
  return new TextDecoder(name).decode(rest).split("\0")[0] ?? "";
}
