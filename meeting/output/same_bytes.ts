/** Comparing two files byte for byte. */

/** Bytes compared at a time. */
const BLOCK_BYTES = 1 << 18;

/**
 * Whether two files hold the same bytes; nothing but a regular file is like anything. The program goes on meanwhile: stems of
 * a long meeting take minutes, and the next one may begin.
 *
 * @throws what the file system throws
 */
export async function sameBytes(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([Deno.stat(one), Deno.stat(other)]);
  if (!a.isFile || !b.isFile || a.size !== b.size) return false;
  using first = await Deno.open(one);
  using second = await Deno.open(other);
  const [left, right] = [new Uint8Array(BLOCK_BYTES), new Uint8Array(BLOCK_BYTES)];
  for (let at = 0; at < a.size; at += BLOCK_BYTES) {
    const want = Math.min(BLOCK_BYTES, a.size - at);
    if (await fill(first, left, want) !== want || await fill(second, right, want) !== want) {
      return false;
    }
    for (let i = 0; i < want; i++) if (left[i] !== right[i]) return false;
  }
  return true;
}

/** Reads `want` bytes, or fewer at the end of the file. */
async function fill(file: Deno.FsFile, into: Uint8Array, want: number): Promise<number> {
  let filled = 0;
  while (filled < want) {
    const got = await file.read(into.subarray(filled, want));
    if (got === null) break;
    filled += got;
  }
  return filled;
}
