/** The folder in which a session lives while it is recorded, and survives a crash. */
import { makeOwnFolder } from "./make_own_folder.ts";
import { MAIL_FILE, mailIn } from "./spool_mail.ts";
import { isGone, isTooLong } from "../../ffi/system/is_there.ts";
import { nameBeside, nameBytes } from "../../ffi/system/name_beside.ts";
import { TRACK_NAMES, type TrackName } from "../ground/tracks.ts";
import { basename, dirname, join } from "node:path";
import { LockFile } from "./lock_file.ts";
import { putBack } from "./put_back.ts";
import { removeIfThere, removeLargeIfThere } from "./remove_if_there.ts";
import { removeFolder, removeOwn } from "./remove_own.ts";
import { syncFolder } from "./sync_folder.ts";

/** Names that confrec gives to files in `chunks/`; anything else there is not ours. */
const CHUNK_FILE = /^[a-z0-9][a-z0-9._-]*\.(mp3|wav|pcm|json|part|tmp)$/;

/** The spool is locked by a process that runs. */
export class SpoolBusyError extends Error {
  override readonly name = "SpoolBusyError";
  /** The spool. */
  readonly folder: string;
  /** The owner's process id, where it could be read. */
  readonly pid: number | undefined;

  constructor(folder: string, pid: number | undefined) {
    const owner = pid === undefined ? "another confrec" : `the confrec with process id ${pid}`;
    super(`Cannot use ${folder}: ${owner} is recording there; choose another --out, or wait`);
    this.folder = folder;
    this.pid = pid;
  }
}

/**
 * The folder `<out>.confrec/`, locked by this process.
 *
 * | name | what |
 * |---|---|
 * | `mic.wav`, `system.wav` | stems |
 * | `journal.ndjson` | what happened (see `journal.ts`) |
 * | `chunks/` | finished pieces of the programme, and what its making needs |
 * | `requests/`, `answers/`, `status.json` | how others steer the session while it runs (see `meeting/steer/`) |
 * | `lock` | the owner's process id; the file lock on it, which ends with the process however it ends, is what counts |
 *
 * The folder is 0700 and its files 0600. Nothing in it is reached through a link.
 */
export class Spool implements Disposable {
  readonly folder: string;
  #lock: LockFile;
  #keeping = false;
  /** What was missing, and is not back yet. */
  #lacksLock = false;
  #lacksFolder = false;

  private constructor(folder: string, lock: LockFile) {
    this.folder = folder;
    this.#lock = lock;
  }

  /**
   * The spool's folder for a finished file. A file system that takes the file's name takes this one, too: a very long one
   * is shortened, and the journal has it whole.
   *
   * @param parent another folder for it to be in than the file's
   */
  static folderFor(out: string, parent = dirname(out)): string {
    const name = basename(out);
    const folder = join(parent, nameBeside(name, ".confrec"));
    // Encrypted file systems take 143 bytes, or fewer.
    return isTooLong(folder) ? join(parent, nameBeside(name, ".confrec", nameBytes(name))) : folder;
  }

  /**
   * Makes the folder and locks it.
   *
   * @param folder the spool itself; its parent must be there
   * @throws {SpoolBusyError} when a running process has locked it
   * @throws {Deno.errors.AlreadyExists} when something is there, such as what a crash left
   */
  static async create(folder: string): Promise<Spool> {
    try {
      Deno.mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      if (await Spool.isLocked(folder)) {
        throw new SpoolBusyError(folder, LockFile.ownerOf(lockPath(folder)));
      }
      throw new Deno.errors.AlreadyExists(
        `Cannot record into ${folder}: it is there already, left by a session that did not finish; ` +
          `run "confrec recover" on it, or remove it`,
      );
    }
    const spool = new Spool(folder, await takeLock(folder));
    Deno.mkdirSync(spool.chunksFolder, { mode: 0o700 });
    syncFolder(dirname(folder));
    return spool;
  }

  /**
   * Locks a spool that is there, to finish it.
   *
   * @throws {SpoolBusyError} when a running process has locked it
   * @throws {Deno.errors.NotFound} when there is none
   * @throws {Deno.errors.InvalidData} when it is a link or not a folder, or what is in it is
   */
  static async open(folder: string): Promise<Spool> {
    if (!Deno.lstatSync(folder).isDirectory) {
      throw new Deno.errors.InvalidData(`Cannot open the spool ${folder}: it is not a folder`);
    }
    const spool = new Spool(folder, await takeLock(folder));
    try {
      makeChunksFolder(spool.chunksFolder);
      // Whoever asked has been told that nobody is there any more; and whoever finishes it answers nobody.
      spool.#removeMail();
    } catch (error) {
      spool[Symbol.dispose]();
      throw error;
    }
    return spool;
  }

  /** Whether a running process has locked the spool; false when there is none. */
  static isLocked(folder: string): Promise<boolean> {
    return LockFile.isLocked(lockPath(folder));
  }

  stemPath(track: TrackName): string {
    return join(this.folder, `${track}.wav`);
  }

  get journalPath(): string {
    return journalPathIn(this.folder);
  }

  get chunksFolder(): string {
    return join(this.folder, "chunks");
  }

  /**
   * Puts the folder back, with lock and chunks' folder, when somebody has removed or moved any of them; stems and journal
   * do so themselves.
   *
   * @returns whether that was needed
   * @throws what the file system throws
   */
  async keep(): Promise<boolean> {
    if (this.#keeping) return false;
    this.#lacksLock ||= !this.#lock.isInPlace;
    this.#lacksFolder ||= isGone(this.chunksFolder);
    if (!this.#lacksLock && !this.#lacksFolder) return false;
    this.#keeping = true;
    try {
      putBack(this.folder);
      makeChunksFolder(this.chunksFolder);
      if (this.#lacksLock) await this.#lockAgain();
      this.#lacksLock = this.#lacksFolder = false;
      return true;
    } finally {
      this.#keeping = false;
    }
  }

  async #lockAgain(): Promise<void> {
    let lock: LockFile;
    try {
      lock = await takeLock(this.folder);
    } catch (error) {
      // It is our own that was out of sight for a while.
      if (error instanceof SpoolBusyError && error.pid === Deno.pid) return;
      throw error;
    }
    this.#lock[Symbol.dispose]();
    this.#lock = lock;
  }

  /** Deletes the stems, both at a time, while the program goes on: `remove` would stop it for seconds. */
  async removeStems(): Promise<void> {
    await Promise.all(TRACK_NAMES.map((track) => removeLargeIfThere(this.stemPath(track))));
  }

  /**
   * Deletes what confrec put there, then the folder, and unlocks it.
   *
   * What is not ours stays, and with it the folder; links are never followed.
   *
   * @returns whether the folder is gone
   */
  remove(): boolean {
    for (const track of TRACK_NAMES) removeIfThere(this.stemPath(track));
    removeIfThere(this.journalPath);
    removeOwn(this.chunksFolder, CHUNK_FILE);
    this.#removeMail();
    // The last to go.
    this.#lock.remove();
    return removeFolder(this.folder);
  }

  #removeMail(): void {
    const { requestsFolder, answersFolder, statusPath } = mailIn(this.folder);
    removeIfThere(statusPath);
    removeIfThere(`${statusPath}.part`);
    removeOwn(requestsFolder, MAIL_FILE);
    removeOwn(answersFolder, MAIL_FILE);
  }

  /** Unlocks the spool; what is in it stays. */
  [Symbol.dispose](): void {
    this.#lock[Symbol.dispose]();
  }
}

/** Locks the spool for this process and writes down its id. */
async function takeLock(folder: string): Promise<LockFile> {
  const path = lockPath(folder);
  const lock = await LockFile.take(path);
  if (lock === undefined) throw new SpoolBusyError(folder, LockFile.ownerOf(path));
  return lock;
}

/** The journal of the spool in a folder, whoever holds it. */
export function journalPathIn(folder: string): string {
  return join(folder, "journal.ndjson");
}

function lockPath(folder: string): string {
  return join(folder, "lock");
}

/** @throws {Deno.errors.InvalidData} when something else has its name */
function makeChunksFolder(folder: string): void {
  makeOwnFolder(
    folder,
    `Cannot use the spool ${dirname(folder)}: its chunks are not a folder; move them away`,
  );
}
