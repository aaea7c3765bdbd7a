/** Small files that two processes hand each other: whole or not there, and never reached through a link. */
import type * as z from "zod";
import { isGone } from "../../ffi/system/is_there.ts";
import { removeLargeIfThere } from "../../capture/spool/remove_if_there.ts";
import { MOST_BYTES } from "./steer_protocol.ts";

/** So often a file is read anew that was replaced meanwhile: one is written now and then, not without a pause. */
const AGAIN_AT_MOST = 20;

/**
 * Puts text under a path: written beside it as `<path>.part`, then renamed, so that nobody reads half of it.
 *
 * @throws what the file system throws
 */
export async function writeBeside(path: string, text: string): Promise<void> {
  const part = `${path}.part`;
  if (!isGone(part)) await removeLargeIfThere(part);
  try {
    // A new file, never one that is there: that might be a link to somewhere else.
    Deno.writeTextFileSync(part, text, { createNew: true, mode: 0o600 });
    Deno.renameSync(part, path);
  } catch (error) {
    await Deno.remove(part).catch(() => {});
    throw error;
  }
}

/**
 * Reads a small file, also while another process puts a new one in its place.
 *
 * @throws {Deno.errors.InvalidData} when it is a link, a folder or a pipe, or too large
 * @throws what the file system throws
 */
export async function readSmall(path: string): Promise<string> {
  for (let again = AGAIN_AT_MOST; again > 0; again--) {
    const text = await readIfSame(path);
    if (text !== undefined) return text;
  }
  throw new Deno.errors.InvalidData("it was replaced while it was read");
}

/** Undefined when what was opened is not what was looked at: a newer file, or a link that somebody put there. */
async function readIfSame(path: string): Promise<string | undefined> {
  const named = await Deno.lstat(path);
  if (!named.isFile) throw new Deno.errors.InvalidData("it is not a file");
  if (named.size > MOST_BYTES) throw new Deno.errors.InvalidData("it is too large");
  using file = await Deno.open(path);
  const { ino, dev } = await file.stat();
  if (ino !== named.ino || dev !== named.dev) return undefined;
  const bytes = new Uint8Array(MOST_BYTES + 1);
  let length = 0;
  for (
    let got = await file.read(bytes);
    got !== null;
    got = await file.read(bytes.subarray(length))
  ) {
    length += got;
    if (length > MOST_BYTES) throw new Deno.errors.InvalidData("it is too large");
  }
  return new TextDecoder().decode(bytes.subarray(0, length));
}

/** What is in a small file of JSON; undefined when there is none, or it is not what it should be. */
export async function readIfRight<T extends z.ZodType>(
  path: string,
  schema: T,
): Promise<z.output<T> | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readSmall(path))).data;
  } catch {
    return undefined;
  }
}
