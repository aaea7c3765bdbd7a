/** Comparing two files byte for byte. */

/** Bytes compared at a time. */
const BLOCK_BYTES = 1 << 18;

/**
 * Whether two files hold the same bytes; nothing but a regular file is like anything.
 *
 * @throws what the file system throws
 */
export function sameBytes(one: string, other: string): boolean {
  const [a, b] = [Deno.statSync(one), Deno.statSync(other)];
  if (!a.isFile || !b.isFile || a.size !== b.size) return false;
  using first = Deno.openSync(one);
  using second = Deno.openSync(other);
  const [left, right] = [new Uint8Array(BLOCK_BYTES), new Uint8Array(BLOCK_BYTES)];
  for (let at = 0; at < a.size; at += BLOCK_BYTES) {
    const want = Math.min(BLOCK_BYTES, a.size - at);
    if (fill(first, left, want) !== want || fill(second, right, want) !== want) return false;
    for (let i = 0; i < want; i++) if (left[i] !== right[i]) return false;
  }
  return true;
}

/** Reads `want` bytes, or fewer at the end of the file. */
function fill(file: Deno.FsFile, into: Uint8Array, want: number): number {
  let filled = 0;
  while (filled < want) {
    const got = file.readSync(into.subarray(filled, want));
    if (got === null) break;
    filled += got;
  }
  return filled;
}
