/** Reads ID3 tags back, to see what was written. */
import type { Id3Chapter, Id3Tag } from "../../formats/id3.ts";
import { fromSyncsafe, ID3_HEADER_BYTES, id3TagBytes } from "../../formats/id3_size.ts";

/** UTF-8 (ID3v2.4 section 4). */
const UTF8 = 3;

/**
 * Reads back what `buildId3` writes.
 *
 * Made for tags of version 2.4 in UTF-8 or Latin-1 without unsynchronisation, compression or encryption; what is
 * different, damaged or unknown is left out.
 *
 * @param bytes a file's start; what follows the tag is not looked at
 * @returns an empty tag where there is none
 */
export function parseId3(bytes: Uint8Array): Id3Tag {
  const end = Math.min(id3TagBytes(bytes), bytes.length);
  const tag: Id3Tag = {};
  const plain = bytes[3] === 4 && (bytes[5] ?? 0) === 0;
  if (!plain) return tag;
  const chapters: Id3Chapter[] = [];
  for (const { id, body } of framesOf(bytes.subarray(ID3_HEADER_BYTES, end))) {
    if (id === "TIT2") tag.title = textOf(body);
    if (id === "TDRC") tag.recorded = textOf(body);
    if (id === "TSSE") tag.encoder = textOf(body);
    if (id === "TLEN" && /^\d{1,15}$/.test(textOf(body))) tag.lengthMs = Number(textOf(body));
    const chapter = id === "CHAP" ? chapterOf(body) : undefined;
    if (chapter !== undefined) chapters.push(chapter);
  }
  if (chapters.length > 0) tag.chapters = chapters;
  return tag;
}

function* framesOf(bytes: Uint8Array): Generator<{ id: string; body: Uint8Array }> {
  for (let at = 0; at + 10 <= bytes.length;) {
    const id = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = fromSyncsafe(bytes, at + 4);
    const end = at + 10 + (size ?? 0);
    if (!/^[A-Z0-9]{4}$/.test(id) || size === undefined || end > bytes.length) return;
    const flags = (bytes[at + 8] ?? 0) | (bytes[at + 9] ?? 0);
    if (flags === 0) yield { id, body: bytes.subarray(at + 10, end) };
    at = end;
  }
}

function chapterOf(body: Uint8Array): Id3Chapter | undefined {
  const at = body.indexOf(0) + 1;
  if (at === 0 || body.length < at + 16) return undefined;
  const times = new DataView(body.buffer, body.byteOffset + at, 16);
  let title = "";
  for (const { id, body: text } of framesOf(body.subarray(at + 16))) {
    if (id === "TIT2") title = textOf(text);
  }
  return { title, startMs: times.getUint32(0), endMs: times.getUint32(4) };
}

function textOf(body: Uint8Array): string {
  const label = body[0] === UTF8 ? "utf-8" : "latin1";
  return new TextDecoder(label).decode(body.subarray(1)).replace(/\0[^]*$/, "");
}
