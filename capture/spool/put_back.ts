/** Making a folder again that somebody removed. */
import { isOwn } from "../../ffi/system/private_folder.ts";

/**
 * Makes a folder again that somebody has removed or moved.
 *
 * @throws {Deno.errors.InvalidData} when a file, a link or somebody else's folder has taken its place
 * @throws what the file system throws
 */
export function putBack(folder: string): void {
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
  const there = Deno.lstatSync(folder);
  if (there.isDirectory && isOwn(there)) return;
  throw new Deno.errors.InvalidData(
    `Cannot put ${folder} back: something else has taken its place`,
  );
}
