/** What stands behind the samples that a WAV header counts. */
import type { ByteFile } from "./byte_file.ts";
import { ID3V1_BYTES } from "./end_tags.ts";

/** Chunks that follow samples in files of many programs, whatever is left of them. */
const CHUNKS: readonly string[] = [
  ...[
    "LIST",
    "INFO",
    "RIFF",
    "data",
    "fmt ",
    "fact",
    "bext",
    "iXML",
    "axml",
    "chna",
    "cue ",
    "plst",
  ],
  ...[
    "smpl",
    "inst",
    "note",
    "labl",
    "DISP",
    "id3 ",
    "ID3 ",
    "JUNK",
    "junk",
    "PAD ",
    "FLLR",
    "levl",
  ],
  ...["PEAK", "cart", "afsp", "acid", "strc", "umid", "minf", "elm1", "regn", "_PMX", "MD5 "],
];
/** APE's tag, which some programs put at the end, as they do ID3v1's. */
const APE = "APET";

/**
 * Whether what follows the samples is sound as well: no chunk, no tag, and more than the bytes that pad.
 *
 * Recorders write their sizes now and then; after a crash they are those of the last time, and what was written since
 * follows them.
 *
 * @param end where the samples end by the header, in bytes; Infinity when it leaves that to the end of the file
 * @param frameBytes of the samples
 */
export function soundFollows(file: ByteFile, end: number, frameBytes: number): boolean {
  const left = file.length - end;
  if (!(left >= Math.max(8, 2 * frameBytes))) return false;
  // Chunks begin at even offsets; not all programs know.
  return !isTag(file, end, left) && !isChunk(file, end, left) &&
    !(end % 2 === 1 && isChunk(file, end + 1, left - 1));
}

function isChunk(file: ByteFile, at: number, left: number): boolean {
  const head = new Uint8Array(8);
  if (file.readAt(at, head) < 8) return false;
  const id = String.fromCharCode(...head.subarray(0, 4));
  if (CHUNKS.includes(id)) return true;
  const bytes = new DataView(head.buffer).getUint32(4, true);
  return /^[A-Za-z][A-Za-z0-9_ .-]{3}$/.test(id) && bytes + 8 <= left;
}

function isTag(file: ByteFile, at: number, left: number): boolean {
  const head = new Uint8Array(4);
  file.readAt(at, head);
  const id = String.fromCharCode(...head);
  return id === APE || (left === ID3V1_BYTES && id.startsWith("TAG"));
}
