/** What a finished file says of itself: whether confrec made it, when, and whether all of it is there. */
import { ByteFile } from "../../formats/byte_file.ts";
import { BROADCAST_BYTES, readBroadcastChunk } from "../../formats/broadcast_chunk.ts";
import { endTagBytes } from "../../formats/end_tags.ts";
import { id3TagBytes } from "../../formats/id3_size.ts";
import { readId3Texts } from "../../formats/id3_text.ts";
import { MP3_MAX_FRAME_BYTES } from "../../formats/mp3_frame.ts";
import { parseInfoTag } from "../../formats/mp3_info_tag.ts";
import { readWavLayout } from "../../formats/wav_layout.ts";
import type { OutputFormat } from "../ground/output_file.ts";

/** A file of ours. */
export interface FileOrigin {
  /** When it was recorded, by its tag; undefined where that does not say. */
  readonly recordedAt: Date | undefined;
  /** Which part it is of a recording that was split, where its tag says so. */
  readonly part?: number;
  /** It has the length that it says it has. */
  readonly isWhole: boolean;
}

/** What stands before the version in what confrec calls itself. */
const NAME = /^confrec \d/;

/**
 * Looks at a file's head: a few hundred bytes, whatever its length.
 *
 * @returns undefined when another program made it, or nobody can tell
 */
export function fileOrigin(path: string, format: OutputFormat): FileOrigin | undefined {
  try {
    using file = ByteFile.open(path);
    return format === "mp3" ? mp3Origin(file) : wavOrigin(file);
  } catch {
    // It cannot be read, or is damaged: nothing that may be removed.
    return undefined;
  }
}

function mp3Origin(file: ByteFile): FileOrigin | undefined {
  const texts = readId3Texts(file, ["TSSE", "TDRC", "TRCK"]);
  if (!NAME.test(texts.get("TSSE") ?? "")) return undefined;
  const [, part] = /^(\d{1,6})$/.exec(texts.get("TRCK") ?? "") ?? [];
  return {
    recordedAt: localDate(texts.get("TDRC")),
    isWhole: isWholeMp3(file),
    ...(part === undefined ? {} : { part: Number(part) }),
  };
}

/** By its info tag, which is written last and holds the length of all that follows. */
function isWholeMp3(file: ByteFile): boolean {
  const head = new Uint8Array(10);
  file.readAt(0, head);
  const id3Bytes = id3TagBytes(head);
  const frame = new Uint8Array(MP3_MAX_FRAME_BYTES);
  const tag = parseInfoTag(frame.subarray(0, file.readAt(id3Bytes, frame)));
  if (tag?.bytes === undefined) return false;
  const end = id3Bytes + tag.bytes;
  // Editors and programs that measure loudness add tags of their own.
  return tag.intact && end === file.length - (end < file.length ? endTagBytes(file, end) : 0);
}

function wavOrigin(file: ByteFile): FileOrigin | undefined {
  const { originOffset, dataOffset, promisedBytes, staleBytes } = readWavLayout(file);
  if (originOffset === undefined) return undefined;
  const body = new Uint8Array(BROADCAST_BYTES);
  const origin = readBroadcastChunk(body.subarray(0, file.readAt(originOffset, body)));
  if (origin === undefined || !NAME.test(origin.originator)) return undefined;
  const isWhole = staleBytes === undefined && dataOffset + promisedBytes <= file.length;
  return { recordedAt: localDate(origin.recorded), isWhole };
}

/** ISO 8601 without a zone, as tags have it, is local time. */
function localDate(text: string | undefined): Date | undefined {
  const isDate = text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text);
  const date = new Date(isDate ? text : NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
