/** Space for what is half made, on the disk where the result is going to be. */
import { removeQuietly } from "../../capture/spool/remove_if_there.ts";
import { join } from "node:path";
import { LockFile } from "../../capture/spool/lock_file.ts";
import { isOwn } from "../../ffi/system/private_folder.ts";
import { isOutputTrouble, outputTrouble } from "../ground/output_trouble.ts";
import { makeFolders, removeFolders } from "./folders.ts";
import { UserError } from "../ground/user_error.ts";

/** A folder that goes with everything in it. */
export interface WorkFolder extends Disposable {
  readonly path: string;
}

/** What it is called, and how others know it again when whoever made it was killed. */
const PREFIX = ".confrec-mix-";
/** Copies that `publish` makes beside a file; nobody writes to one for so long. */
const COPY = /^\.confrec-[0-9a-f]{8}\.part$/;
const COPY_AGE_MS = 24 * 3_600_000;
/** A folder without a lock is still being made, if it is no older. */
const MAKING_MS = 60_000;
/** Others who clear up may take a folder for a left one in the moment before it is locked. */
const ATTEMPTS = 3;

/**
 * Makes a hidden folder that only its owner can read. It is locked: one that nobody holds was left by a process that was
 * killed, and is removed here.
 *
 * @param parent where; made if it is not there, and taken back if nothing came to be in it
 * @param fileMode of what is going to be in the parent: who may read that may read the parent, where it is made
 * @throws {UserError} of kind output when the disk says no
 */
export async function workFolder(parent: string, fileMode?: number): Promise<WorkFolder> {
  let made: readonly string[] = [];
  try {
    made = makeFolders(parent, fileMode);
    await clearLeftWork(parent);
    const { path, lock } = await lockedFolder(parent);
    return {
      path,
      [Symbol.dispose]: () => {
        removeHeld(path, lock);
        removeFolders(made);
      },
    };
  } catch (error) {
    removeFolders(made);
    if (!isOutputTrouble(error)) throw error;
    throw new UserError(
      "output",
      `Cannot write into ${parent}: ${outputTrouble(error)}; choose another --out`,
      { cause: error },
    );
  }
}

/**
 * Others may find the folder unheld at any moment from here on, and remove it too: whoever comes last finds less. What
 * cannot be removed now is removed as left work later on.
 */
function removeHeld(path: string, lock: LockFile): void {
  for (const { name } of entriesOf(path)) {
    if (name !== "lock") removeQuietly(join(path, name), { recursive: true });
  }
  lock[Symbol.dispose]();
  removeQuietly(path, { recursive: true });
}

async function lockedFolder(parent: string): Promise<{ path: string; lock: LockFile }> {
  for (let attempt = 1;; attempt++) {
    const path = Deno.makeTempDirSync({ dir: parent, prefix: PREFIX });
    try {
      const lock = await LockFile.take(lockIn(path));
      if (lock !== undefined) return { path, lock };
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound) || attempt === ATTEMPTS) {
        // On a full disk it may hold an empty lock.
        removeQuietly(path, { recursive: true });
        throw error;
      }
    }
  }
}

/**
 * Removes what processes that were killed have left half made in a folder, if it is this user's.
 *
 * @param now milliseconds since 1970, as files tell them
 * @returns the paths that are gone; never throws, since nothing depends on it
 */
export async function clearLeftWork(folder: string, now = Date.now()): Promise<string[]> {
  const cleared: string[] = [];
  for (const { name, isDirectory, isFile } of entriesOf(folder)) {
    const path = join(folder, name);
    try {
      const isLeft = isDirectory && name.startsWith(PREFIX)
        ? await removeUnheld(path, now)
        : isFile && COPY.test(name) && removeOldCopy(path, now);
      if (isLeft) cleared.push(path);
    } catch {
      // Another's, or somebody else removes it at this moment.
    }
  }
  return cleared;
}

async function removeUnheld(path: string, now: number): Promise<boolean> {
  const info = Deno.lstatSync(path);
  if (!isOwn(info)) return false;
  const hasLock = [...Deno.readDirSync(path)].some(({ name }) => name === "lock");
  if (!hasLock && now - (info.mtime?.getTime() ?? now) < MAKING_MS) return false;
  const lock = await LockFile.take(lockIn(path));
  if (lock === undefined) return false;
  lock.remove();
  Deno.removeSync(path, { recursive: true });
  return true;
}

function removeOldCopy(path: string, now: number): boolean {
  const info = Deno.lstatSync(path);
  if (!isOwn(info) || now - (info.mtime?.getTime() ?? now) < COPY_AGE_MS) return false;
  Deno.removeSync(path);
  return true;
}

function lockIn(folder: string): string {
  return join(folder, "lock");
}

function entriesOf(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch {
    return [];
  }
}
