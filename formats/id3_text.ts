/** Reads the texts of an ID3v2 tag, whoever wrote it. */
import type { ByteFile } from "./byte_file.ts";
import { id3Frames } from "./id3_frames.ts";

/** A longer text is not what is asked for here. */
const MOST_TEXT_BYTES = 1_024;
/** How a text is written, by the byte in front of it. */
const ENCODINGS = ["latin1", "utf-16", "utf-16be", "utf-8"] as const;

/**
 * The texts of some frames of a tag at the start of a file.
 *
 * Other frames are stepped over, pictures too. What is damaged, compressed or encrypted is not there.
 *
 * @param ids of text frames, such as "TSSE"
 */
export function readId3Texts(file: ByteFile, ids: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const frame of id3Frames(file)) {
    if (found.size === ids.length) break;
    const { id, bytes } = frame;
    if (!ids.includes(id) || found.has(id) || bytes > MOST_TEXT_BYTES) continue;
    const body = frame.read();
    const text = body && id3Text(body);
    if (text !== undefined) found.set(id, text);
  }
  return found;
}

/** The first of the texts in a frame's body. */
export function id3Text(body: Uint8Array): string | undefined {
  const encoding = ENCODINGS[body[0] ?? ENCODINGS.length];
  if (encoding === undefined) return undefined;
  const rest = body.subarray(1);
  const isMarked = rest[0] === 0xfe && rest[1] === 0xff;
  const name = encoding === "utf-16" && isMarked ? "utf-16be" : encoding;
  return new TextDecoder(name).decode(rest).split("\0")[0];
}
