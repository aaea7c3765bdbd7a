/** A file that one process at a time can lock. */
import { within } from "../ground/deadline.ts";
import { isGone } from "../../ffi/system/is_there.ts";
import { platform } from "../../ffi/system/platform.ts";
import { isAt } from "../../formats/is_at.ts";
import { removeIfThere } from "./remove_if_there.ts";

/**
 * How long an executable made with Deno 2.6, which has no `tryLock`, waits for a lock before it takes it for another's, ms;
 * and where somebody waits to hear whether one records.
 */
const LOCK_ANSWER_MS = 1_000;
const ASKED_ANSWER_MS = 300;
/** Whoever only asks whether a file is locked locks it for a moment, ms. */
const ASKING_MS = 20;
/** How often a file that vanishes while it is being locked is made again. */
const ATTEMPTS = 5;

/**
 * A locked file with the process's id in it.
 *
 * What counts is the lock, which the system takes back when the process ends, however it ends; the id is for messages,
 * and may be of another process by the time it is read.
 */
export class LockFile implements Disposable {
  readonly path: string;
  #file: Deno.FsFile | undefined;

  private constructor(path: string, file: Deno.FsFile) {
    this.path = path;
    this.#file = file;
  }

  /**
   * Locks a file; makes it if it is not there, readable by its owner only.
   *
   * @returns undefined when another process, or something else in this one, has locked it
   * @throws {Deno.errors.InvalidData} when it is not a file but a link or a folder
   * @throws what the file system throws
   */
  static async take(path: string): Promise<LockFile | undefined> {
    for (let attempt = 1;; attempt++) {
      const file = openFile(path, { read: true, write: true, create: true, mode: 0o600 });
      let isOurs = false;
      try {
        isOurs = await tryLock(file) || await tryLockAgain(file);
      } finally {
        if (!isOurs) file.close();
      }
      if (!isOurs) return undefined;
      // Its last owner may have removed it between our opening and our locking it.
      if (isAt(file, path) || attempt === ATTEMPTS) return noted(new LockFile(path, file), file);
      file.close();
    }
  }

  /** Whether anybody has locked a file; false when there is none. */
  static async isLocked(path: string): Promise<boolean> {
    let file: Deno.FsFile;
    try {
      file = openFile(path, { read: true, write: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
    try {
      return !(await tryLock(file, ASKED_ANSWER_MS));
    } finally {
      file.close();
    }
  }

  /** The process id that the owner has left, if it can be read. */
  static ownerOf(path: string): number | undefined {
    for (const name of [path, idPath(path)]) {
      try {
        const pid = Number.parseInt(Deno.readTextFileSync(name), 10);
        if (Number.isSafeInteger(pid)) return pid;
      } catch {
        // On Windows nobody else can read a file that is locked; the other one is for that.
      }
    }
    return undefined;
  }

  /**
   * Whether there is still a file for others to find. Only its name is looked at: some shares number a file anew while it
   * is open, and who takes that for another file would wait for his own lock.
   */
  get isInPlace(): boolean {
    return this.#file === undefined || !isGone(this.path);
  }

  /** Unlocks the file, and removes it. */
  remove(): void {
    removeIfThere(idPath(this.path));
    // On Windows a file that is open cannot be deleted; elsewhere it must go before anybody else can take it.
    if (platform.openFilesAreGuarded) this[Symbol.dispose]();
    removeIfThere(this.path);
    this[Symbol.dispose]();
  }

  /** Unlocks the file, which stays. */
  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = undefined;
  }
}

/** Opens a file, but not through a link that somebody else put there. */
function openFile(path: string, options: Deno.OpenOptions): Deno.FsFile {
  try {
    if (!Deno.lstatSync(path).isFile) {
      throw new Deno.errors.InvalidData(`Cannot use ${path}: the lock is not a file`);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound) || options.create !== true) throw error;
  }
  return Deno.openSync(path, options);
}

/** Writes the owner down; unlocks the file where that fails. */
function noted(lock: LockFile, file: Deno.FsFile): LockFile {
  const text = `${Deno.pid}\n`;
  try {
    file.truncateSync(0);
    file.writeSync(new TextEncoder().encode(text));
    if (platform.openFilesAreGuarded) {
      Deno.writeTextFileSync(idPath(lock.path), text, { mode: 0o600 });
    }
    return lock;
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

/** Beside a locked file, where that cannot be read by others. */
function idPath(path: string): string {
  return `${path}.pid`;
}

/**
 * Takes the lock if it is free.
 *
 * File systems that know no locks (some network shares) are taken for unlocked: a spool that nobody could ever record
 * into would be worse than one that two might.
 */
async function tryLock(file: Deno.FsFile, answerMs = LOCK_ANSWER_MS): Promise<boolean> {
  try {
    if ("tryLockSync" in file) return file.tryLockSync(true);
  } catch (error) {
    if (error instanceof Deno.errors.NotSupported) return true;
    throw error;
  }
  // Before Deno 2.7 a lock could only be waited for; one that is free is had at once.
  const lock = (file as Deno.FsFile).lock(true).then(() => true, () => true);
  return await within(answerMs, lock, false);
}

/** Tries once more when that moment is over; where a lock can only be waited for, that was long enough. */
async function tryLockAgain(file: Deno.FsFile): Promise<boolean> {
  if (!("tryLockSync" in file)) return false;
  await new Promise((resolve) => setTimeout(resolve, ASKING_MS));
  return await tryLock(file);
}
