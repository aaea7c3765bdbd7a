/** Copying from one open file to another. */
import { writeAllSync } from "../../formats/write_all.ts";

const BLOCK_BYTES = 1 << 16;

/**
 * Copies all of an open file to the end of another, also when the first has lost its name.
 *
 * @throws what the file system throws
 */
export function copyFile(from: Deno.FsFile, to: Deno.FsFile): void {
  const block = new Uint8Array(BLOCK_BYTES);
  from.seekSync(0, Deno.SeekMode.Start);
  for (let got = from.readSync(block); got !== null; got = from.readSync(block)) {
    writeAllSync(to, block.subarray(0, got));
  }
}
