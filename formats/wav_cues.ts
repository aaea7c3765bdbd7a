/** Marks in a WAV file: cue points with labels, behind its samples. */
import { OPEN_SIZE } from "./wav_layout.ts";
import { writeAllSync } from "./write_all.ts";

/** A mark. */
export interface WavCue {
  /** Of the file; one that does not fit into 32 bits is left out. */
  readonly atFrame: number;
  /** In any language; written as UTF-8. */
  readonly label: string;
}

/** Bytes of a point in `cue `, and of an entry's head in `labl`. */
const POINT_BYTES = 24;
const LABEL_HEAD_BYTES = 12;
/** `ds64` stands first where there is one, with the RIFF size in front. */
const LARGE_RIFF_SIZE_OFFSET = 20;

/**
 * Appends cue points with labels to a finished WAV file as `WavWriter` leaves it.
 *
 * The chunks are `cue ` and `LIST` of type `adtl` with one `labl` each (Multimedia Programming Interface and Data
 * Specifications 1.0, 1991). A file that would outgrow the 32 bits of its size by them stays as it is.
 *
 * @returns whether they are there, on the disk
 * @throws as the file system does
 */
export function appendWavCues(path: string, cues: readonly WavCue[]): boolean {
  const points = cues.filter(({ atFrame }) => atFrame < 2 ** 32);
  const chunks = [cueChunk(points), labelChunk(points)];
  const added = chunks.reduce((sum, { length }) => sum + length, 0);
  using file = Deno.openSync(path, { read: true, write: true });
  const { size } = file.statSync();
  const isLarge = readText(file) === "RF64";
  if (!isLarge && size + added - 8 >= OPEN_SIZE) return false;
  file.seekSync(0, Deno.SeekMode.End);
  for (const chunk of chunks) writeAllSync(file, chunk);
  const riffBytes = size + added - 8;
  file.seekSync(isLarge ? LARGE_RIFF_SIZE_OFFSET : 4, Deno.SeekMode.Start);
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(riffBytes), true);
  writeAllSync(file, new Uint8Array(view.buffer, 0, isLarge ? 8 : 4));
  file.syncDataSync();
  return true;
}

function readText(file: Deno.FsFile): string {
  const bytes = new Uint8Array(4);
  file.seekSync(0, Deno.SeekMode.Start);
  file.readSync(bytes);
  return new TextDecoder().decode(bytes);
}

function cueChunk(cues: readonly WavCue[]): Uint8Array {
  const bytes = new Uint8Array(8 + 4 + cues.length * POINT_BYTES);
  const view = new DataView(bytes.buffer);
  putHead(bytes, "cue ", bytes.length - 8);
  view.setUint32(8, cues.length, true);
  for (const [i, { atFrame }] of cues.entries()) {
    const at = 12 + i * POINT_BYTES;
    view.setUint32(at, i + 1, true);
    view.setUint32(at + 4, atFrame, true);
    bytes.set(new TextEncoder().encode("data"), at + 8);
    view.setUint32(at + 20, atFrame, true);
  }
  return bytes;
}

function labelChunk(cues: readonly WavCue[]): Uint8Array {
  const labels = cues.map(({ label }, i) => labelEntry(i + 1, label));
  const length = labels.reduce((sum, entry) => sum + entry.length, 0);
  const bytes = new Uint8Array(12 + length);
  putHead(bytes, "LIST", 4 + length);
  bytes.set(new TextEncoder().encode("adtl"), 8);
  let at = 12;
  for (const entry of labels) {
    bytes.set(entry, at);
    at += entry.length;
  }
  return bytes;
}

/** Its text ends with a zero; a chunk of an odd length is followed by one that does not count. */
function labelEntry(id: number, label: string): Uint8Array {
  const text = new TextEncoder().encode(label.replaceAll("\0", ""));
  const size = 4 + text.length + 1;
  const bytes = new Uint8Array(8 + size + size % 2);
  putHead(bytes, "labl", size);
  new DataView(bytes.buffer).setUint32(8, id, true);
  bytes.set(text, LABEL_HEAD_BYTES);
  return bytes;
}

function putHead(bytes: Uint8Array, id: string, size: number): void {
  bytes.set(new TextEncoder().encode(id), 0);
  new DataView(bytes.buffer).setUint32(4, size, true);
}
