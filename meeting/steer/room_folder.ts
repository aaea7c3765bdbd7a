/** Where a room is steered from outside, and which rooms there are: folders in the user's cache. */
import { join } from "node:path";
import { noteName, openNotes } from "../output/cache_notes.ts";
import { openPrivateFolder } from "../../ffi/system/private_folder.ts";
import { LockFile } from "../../capture/spool/lock_file.ts";
import { UserError } from "../ground/user_error.ts";

const KIND = "rooms";

/** A folder that this process holds. */
export interface RoomFolder extends Disposable {
  readonly path: string;
}

/**
 * Holds the right to be the room of a folder for files, for as long as this process lives or until it is disposed of.
 *
 * @param folder where the files go, absolute
 * @param cache the user's folder for such things; without one, or where it cannot be written, there is no such right
 * @returns undefined then
 * @throws {UserError} usage: another process holds it, with its id
 */
export async function openRoomFolder(
  folder: string,
  cache: string | undefined,
): Promise<RoomFolder | undefined> {
  if (cache === undefined) return undefined;
  const path = join(cache, KIND, noteName(realPath(folder)));
  const lockPath = join(path, "lock");
  let lock: LockFile | undefined;
  try {
    openNotes(cache, KIND);
    openPrivateFolder(path);
    lock = await LockFile.take(lockPath);
  } catch {
    return undefined;
  }
  if (lock !== undefined) return { path, [Symbol.dispose]: () => lock[Symbol.dispose]() };
  const pid = LockFile.ownerOf(lockPath);
  const holder = pid === undefined ? "another confrec" : `the confrec with process id ${pid}`;
  throw new UserError(
    "usage",
    `Cannot open a room for ${folder}: ${holder} is the room of this folder; ` +
      "end it with confrec stop, or choose another folder with --out",
  );
}

/** The folders of all rooms that there have been; whether one is held `sessionAt` tells. */
export function roomsIn(cache: string | undefined): string[] {
  if (cache === undefined) return [];
  try {
    return [...Deno.readDirSync(join(cache, KIND))].filter(({ isDirectory }) => isDirectory)
      .map(({ name }) => join(cache, KIND, name));
  } catch {
    return [];
  }
}

/** The same for every way on which links lead there. */
function realPath(folder: string): string {
  try {
    return Deno.realPathSync(folder);
  } catch {
    return folder;
  }
}
