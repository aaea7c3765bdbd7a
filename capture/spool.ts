/** The folder in which a session lives while it is recorded, and survives a crash. */
import { basename, dirname, join } from "node:path";
import { syncFolder } from "./sync_folder.ts";

/** The two sides of a conference. */
export type TrackName = "mic" | "system";

/** All tracks, in the order in which they are told. */
export const TRACK_NAMES: readonly TrackName[] = ["mic", "system"];

/** Names that confrec gives to files in `chunks/`; anything else there is not ours. */
const CHUNK_FILE = /^[a-z0-9][a-z0-9._-]*\.(mp3|wav|pcm|json|part|tmp)$/;

/** The spool is held by a process that runs. */
export class SpoolBusyError extends Error {
  override readonly name = "SpoolBusyError";
  /** The holder's process id, where it could be read. */
  readonly pid: number | undefined;

  constructor(folder: string, pid: number | undefined) {
    const holder = pid === undefined ? "another confrec" : `the confrec with process id ${pid}`;
    super(`Cannot use ${folder}: ${holder} is recording there; choose another --out, or wait`);
    this.pid = pid;
  }
}

/**
 * The folder `<out>.confrec/`, held by this process.
 *
 * | name | what |
 * |---|---|
 * | `mic.wav`, `system.wav` | stems |
 * | `journal.ndjson` | what happened (see `journal.ts`) |
 * | `chunks/` | finished pieces of the programme |
 * | `lock` | the holder's process id; the file lock on it, which ends with the process however it ends, is what counts |
 *
 * The folder is 0700 and its files 0600. Nothing in it is reached through a link.
 */
export class Spool implements Disposable {
  readonly folder: string;
  #lock: Deno.FsFile | undefined;

  private constructor(folder: string, lock: Deno.FsFile) {
    this.folder = folder;
    this.#lock = lock;
  }

  /**
   * The spool's folder for a finished file.
   *
   * @param parent another folder for it to be in than the file's
   */
  static folderFor(out: string, parent = dirname(out)): string {
    return join(parent, `${basename(out)}.confrec`);
  }

  /**
   * Makes the folder and holds it.
   *
   * @param folder the spool itself; its parent must be there
   * @throws {SpoolBusyError} when a running process holds it
   * @throws {Deno.errors.AlreadyExists} when something is there, such as what a crash left
   */
  static async create(folder: string): Promise<Spool> {
    try {
      Deno.mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      if (await Spool.isHeld(folder)) throw new SpoolBusyError(folder, holderOf(folder));
      throw new Deno.errors.AlreadyExists(
        `Cannot record into ${folder}: it is there already, left by a session that did not finish; ` +
          `run "confrec recover" on it, or remove it`,
      );
    }
    const spool = new Spool(folder, await takeLock(folder, true));
    Deno.mkdirSync(spool.chunksFolder, { mode: 0o700 });
    syncFolder(dirname(folder));
    return spool;
  }

  /**
   * Holds a spool that is there, to finish it.
   *
   * @throws {SpoolBusyError} when a running process holds it
   * @throws {Deno.errors.NotFound} when there is none
   * @throws {Deno.errors.InvalidData} when it is a link or not a folder, or what is in it is
   */
  static async open(folder: string): Promise<Spool> {
    if (!Deno.lstatSync(folder).isDirectory) {
      throw new Deno.errors.InvalidData(`Cannot open the spool ${folder}: it is not a folder`);
    }
    const spool = new Spool(folder, await takeLock(folder, false));
    try {
      Deno.mkdirSync(spool.chunksFolder, { recursive: true, mode: 0o700 });
      if (!Deno.lstatSync(spool.chunksFolder).isDirectory) {
        throw new Deno.errors.InvalidData(
          `Cannot use the spool ${folder}: its chunks are not a folder`,
        );
      }
    } catch (error) {
      spool[Symbol.dispose]();
      throw error;
    }
    return spool;
  }

  /** Whether a running process holds the spool; false when there is none. */
  static async isHeld(folder: string): Promise<boolean> {
    let file: Deno.FsFile;
    try {
      file = openLockFile(folder, { read: true, write: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
    try {
      return !(await tryLock(file));
    } finally {
      file.close();
    }
  }

  stemPath(track: TrackName): string {
    return join(this.folder, `${track}.wav`);
  }

  get journalPath(): string {
    return join(this.folder, "journal.ndjson");
  }

  get chunksFolder(): string {
    return join(this.folder, "chunks");
  }

  /**
   * Deletes what confrec put there, then the folder, and lets go of it.
   *
   * What is not ours stays, and with it the folder; links are never followed.
   *
   * @returns whether the folder is gone
   */
  remove(): boolean {
    for (const track of TRACK_NAMES) removeFile(this.stemPath(track));
    removeFile(this.journalPath);
    removeChunks(this.chunksFolder);
    // On Windows a file that is open cannot be deleted, and the lock has to be the last to go.
    this[Symbol.dispose]();
    removeFile(join(this.folder, "lock"));
    return removeFolder(this.folder);
  }

  /** Lets go of the spool; what is in it stays. */
  [Symbol.dispose](): void {
    this.#lock?.close();
    this.#lock = undefined;
  }
}

/** Opens the lock file, but not through a link that somebody else put there. */
function openLockFile(folder: string, options: Deno.OpenOptions): Deno.FsFile {
  const path = join(folder, "lock");
  try {
    if (!Deno.lstatSync(path).isFile) {
      throw new Deno.errors.InvalidData(`Cannot use the spool ${folder}: its lock is not a file`);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound) || options.create !== true) throw error;
  }
  return Deno.openSync(path, options);
}

/** Locks the spool for this process and writes down its id. */
async function takeLock(folder: string, isNew: boolean): Promise<Deno.FsFile> {
  const options = { read: true, write: true, create: true, mode: 0o600 };
  const file = openLockFile(folder, isNew ? { ...options, createNew: true } : options);
  if (!(await tryLock(file)) && !(await tryLockAgain(file))) {
    file.close();
    throw new SpoolBusyError(folder, holderOf(folder));
  }
  file.truncateSync(0);
  file.writeSync(new TextEncoder().encode(`${Deno.pid}\n`));
  return file;
}

/** How long a runtime without `tryLock` is given to answer, ms. */
const LOCK_ANSWER_MS = 1_000;

/**
 * Takes the lock if it is free.
 *
 * File systems that know no locks (some network shares) are taken for unlocked: a spool that nobody could ever record
 * into would be worse than one that two might.
 */
async function tryLock(file: Deno.FsFile): Promise<boolean> {
  try {
    if ("tryLockSync" in file) return file.tryLockSync(true);
  } catch (error) {
    if (error instanceof Deno.errors.NotSupported) return true;
    throw error;
  }
  // Older runtimes can only wait for a lock; one that is free is had at once.
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), LOCK_ANSWER_MS);
  });
  const lock = (file as Deno.FsFile).lock(true).then(() => true, () => true);
  const taken = await Promise.race([lock, late]);
  clearTimeout(timer);
  return taken;
}

/** Whoever only asks whether a spool is held holds it for a moment, ms. */
const ASKING_MS = 20;

/** Tries once more when that moment is over; a runtime that can only wait has waited long enough already. */
async function tryLockAgain(file: Deno.FsFile): Promise<boolean> {
  if (!("tryLockSync" in file)) return false;
  await new Promise((resolve) => setTimeout(resolve, ASKING_MS));
  return await tryLock(file);
}

/** The process id in a spool's lock file, if it can be read. */
function holderOf(folder: string): number | undefined {
  try {
    const pid = Number.parseInt(Deno.readTextFileSync(join(folder, "lock")), 10);
    return Number.isSafeInteger(pid) ? pid : undefined;
  } catch {
    // On Windows a locked file cannot be read by others.
    return undefined;
  }
}

/** Deletes a file or a link (never what it points to); nothing there is as good. */
function removeFile(path: string): void {
  try {
    if (!Deno.lstatSync(path).isDirectory) Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Deletes our files in `chunks/`, and the folder when nothing is left in it. */
function removeChunks(folder: string): void {
  try {
    if (!Deno.lstatSync(folder).isDirectory) return;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  for (const entry of Deno.readDirSync(folder)) {
    if (entry.isFile && CHUNK_FILE.test(entry.name)) removeFile(join(folder, entry.name));
  }
  removeFolder(folder);
}

/** Deletes an empty folder; returns false when something is still in it. */
function removeFolder(folder: string): boolean {
  try {
    if ([...Deno.readDirSync(folder)].length > 0) return false;
    Deno.removeSync(folder);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return true;
}
