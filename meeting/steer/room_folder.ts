/** Where a room is steered from outside, and which rooms there are: folders in the user's cache. */
import { join } from "node:path";
import { noteName, openNotes } from "../output/cache_notes.ts";
import { openPrivateFolder } from "../../ffi/system/private_folder.ts";
import { LockFile } from "../../capture/spool/lock_file.ts";
import { UserError } from "../ground/user_error.ts";

const KIND = "rooms";

/** A folder that this process holds, or will as soon as it can. */
export interface RoomFolder extends Disposable {
  readonly path: string;
  /** Another process may hold it instead. */
  readonly isHeld: boolean;
  /**
   * Makes it anew, and holds it again, where somebody has removed it: caches are emptied.
   *
   * @throws what the file system throws
   */
  keep(): Promise<void>;
}

/**
 * Holds the right to be the room of a folder for files, for as long as this process lives or until it is disposed of. Where the
 * cache cannot be written there is no such right; `keep` asks for it later.
 *
 * @param folder where the files go, absolute
 * @param cache the user's folder for such things
 * @returns undefined without a cache
 * @throws {UserError} usage: another process holds it, with its id
 */
export async function openRoomFolder(
  folder: string,
  cache: string | undefined,
): Promise<RoomFolder | undefined> {
  if (cache === undefined) return undefined;
  const held = new HeldFolder(cache, join(cache, KIND, noteName(realPath(folder))));
  try {
    await held.keep();
  } catch {
    return held;
  }
  if (held.isHeld) return held;
  const pid = LockFile.ownerOf(held.lockPath);
  const holder = pid === undefined ? "another confrec" : `the confrec with process id ${pid}`;
  throw new UserError(
    "usage",
    `Cannot open a room for ${folder}: ${holder} is the room of this folder; ` +
      "end it with confrec stop, or choose another folder with --out",
  );
}

class HeldFolder implements RoomFolder {
  readonly path: string;
  readonly lockPath: string;
  readonly #cache: string;
  #lock: LockFile | undefined;
  #taking: Promise<void> | undefined;
  #isOver = false;

  constructor(cache: string, path: string) {
    this.#cache = cache;
    this.path = path;
    this.lockPath = join(path, "lock");
  }

  get isHeld(): boolean {
    return this.#lock !== undefined;
  }

  keep(): Promise<void> {
    return this.#taking ??= this.#take().finally(() => this.#taking = undefined);
  }

  async #take(): Promise<void> {
    if (this.#lock?.isInPlace) return;
    openNotes(this.#cache, KIND);
    openPrivateFolder(this.path);
    const taken = await LockFile.take(this.lockPath);
    this.#lock?.[Symbol.dispose]();
    this.#lock = taken;
    if (this.#isOver) this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#lock?.[Symbol.dispose]();
  }
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
