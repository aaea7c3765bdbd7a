/** Names that are made of others, and fit a file system all the same. */
import { extname } from "node:path";

/** The longest name that common file systems take, bytes of UTF-8 (NTFS and APFS count characters, which are fewer). */
const MOST_BYTES = 255;
/** Longer than any ending that says what a file is. */
const MOST_EXTENSION_BYTES = 8;

/**
 * The name of something that belongs to a file: the file's, with an ending.
 *
 * Where that would be too long the file's own name is shortened: its beginning, a sum over the whole of it, and its own
 * ending, so that two files still have two names.
 *
 * @param name the file's, without a folder
 * @param ending such as `.confrec`
 * @param mostBytes the longest name that there may be
 */
export function nameBeside(name: string, ending: string, mostBytes = MOST_BYTES): string {
  if (nameBytes(name + ending) <= mostBytes) return name + ending;
  const own = extname(name);
  const extension = nameBytes(own) <= MOST_EXTENSION_BYTES ? own : "";
  const tail = `~${sumOf(name)}${extension}${ending}`;
  let head = "";
  let left = mostBytes - nameBytes(tail);
  for (const letter of name.slice(0, name.length - extension.length)) {
    left -= nameBytes(letter);
    if (left < 0) break;
    head += letter;
  }
  return head + tail;
}

/** Bytes of a name in UTF-8. */
export function nameBytes(name: string): number {
  return new TextEncoder().encode(name).length;
}

/** FNV-1a with 32 bits, as eight hexadecimal digits (http://www.isthe.com/chongo/tech/comp/fnv/). */
function sumOf(text: string): string {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193);
  return (sum >>> 0).toString(16).padStart(8, "0");
}
