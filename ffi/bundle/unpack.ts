/** Puts bytes that travel in the executable on disk, where the system can load or run them. */
import { join } from "node:path";
import type { BuiltFile } from "./manifest.ts";
import { isOwn, openPrivateFolder } from "../system/private_folder.ts";

/**
 * The path of a whole, unchanged copy of a file in `folder`, made or repaired when needed.
 *
 * The copy bears its SHA-256 in its name, and is hashed again at every call: what is run is what was built. It is
 * written beside and renamed, so that programs started at the same moment see it whole or not at all.
 *
 * @param readBytes gives the file's content; called only when there is no good copy yet
 * @throws {Deno.errors.PermissionDenied} when the folder cannot be trusted or written
 * @throws {Deno.errors.InvalidData} when the content does not have the hash that was noted when it was built
 */
export async function unpack(
  file: BuiltFile,
  readBytes: () => Uint8Array<ArrayBuffer>,
  folder: string,
): Promise<string> {
  openPrivateFolder(folder);
  const path = join(folder, `${file.sha256}-${file.name}`);
  if (await isWhole(path, file)) return path;
  const bytes = readBytes();
  if (await sha256(bytes) !== file.sha256) {
    throw new Deno.errors.InvalidData(
      `Cannot unpack ${file.name}: this copy of confrec is damaged; install it again`,
    );
  }
  let trouble: unknown;
  try {
    replace(path, bytes);
  } catch (error) {
    trouble = error;
  }
  // Where it cannot be replaced another program may have put it there a moment ago: Windows keeps what is in use.
  if (await isWhole(path, file)) return path;
  throw trouble ??
    new Error(`Cannot unpack ${file.name}: ${path} does not keep what is written to it`);
}

/** SHA-256 in lower-case hexadecimal digits. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

async function isWhole(path: string, file: BuiltFile): Promise<boolean> {
  try {
    const info = Deno.lstatSync(path);
    if (!info.isFile || !isOwn(info) || info.size !== file.bytes) return false;
    return await sha256(Deno.readFileSync(path)) === file.sha256;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function replace(path: string, bytes: Uint8Array): void {
  const beside = `${path}.${crypto.randomUUID()}`;
  try {
    Deno.writeFileSync(beside, bytes, { createNew: true, mode: 0o700 });
    Deno.renameSync(beside, path);
  } catch (error) {
    try {
      Deno.removeSync(beside);
    } catch {
      // It was never there; why is in the first error.
    }
    throw error;
  }
}
