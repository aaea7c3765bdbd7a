/** Reads the chapters of an ID3v2 tag, whoever wrote it. */
import type { ByteFile } from "./byte_file.ts";
import { id3Frames } from "./id3_frames.ts";
import { id3Text } from "./id3_text.ts";

/** A chapter, by the time of the file. */
export interface FoundChapter {
  readonly title: string;
  readonly startMs: number;
}

/** What a damaged tag may cost; a chapter may hold a picture. */
const MOST_BYTES = 16 << 20;
const MOST_CHAPTERS = 20_000;
/** Start, end, and two offsets behind the name of a chapter ("Chapter Frame Addendum"). */
const TIMES_BYTES = 16;

/** The chapters of a tag at the start of a file, in order; none where there is no tag, or where it is damaged. */
export function readId3Chapters(file: ByteFile): FoundChapter[] {
  const chapters: FoundChapter[] = [];
  let left = MOST_BYTES;
  for (const frame of id3Frames(file)) {
    if (frame.id !== "CHAP") continue;
    if ((left -= frame.bytes) < 0 || chapters.length >= MOST_CHAPTERS) break;
    const body = frame.read();
    const times = (body?.indexOf(0) ?? -1) + 1;
    if (body === undefined || times === 0 || times + TIMES_BYTES > body.length) continue;
    const startMs = new DataView(body.buffer, body.byteOffset).getUint32(times);
    const title = [...frame.within(body, times + TIMES_BYTES)].find(({ id }) => id === "TIT2");
    chapters.push({ startMs, title: id3Text(title?.read() ?? new Uint8Array()) ?? "" });
  }
  return chapters.sort((one, other) => one.startMs - other.startMs);
}
