/** What every system can do, but each in its own way. */

/** Reads a variable of the environment. */
export type Environment = (name: string) => string | undefined;

/** A system's own ways. Nothing is loaded before it is used; nothing here throws unless it says so. */
export interface Platform {
  /** Which kind of system this is, for who writes files for its programs. */
  readonly family: "linux" | "windows" | "macos";
  /**
   * Bytes that this user can still write into a folder, quotas and reserves counted.
   *
   * @param folder one that exists
   * @returns undefined when the system does not say
   */
  freeBytes(folder: string): number | undefined;
  /**
   * The largest file that a folder takes, bytes.
   *
   * @param folder one that exists
   * @returns undefined where no recording gets so far, and when the system does not say
   */
  largestFile(folder: string): number | undefined;
  /**
   * Lets a file grow by what is never written without the disk being filled with zeros for it: hours of silence at once.
   *
   * @param path a file that exists; it may be open
   * @returns whether that could be asked for; not whether the file system does it
   */
  allowHoles(path: string): boolean;
  /**
   * A text that distinguishes a running process from all others, also from those that get the same id later, or got it before
   * the machine was restarted.
   *
   * @returns undefined when no such process runs, or the system does not say
   */
  processStartedAt(pid: number): string | undefined;
  /** Whether a process with this id runs; true also for one that is not ours to ask about. */
  isAlive(pid: number): boolean;
  /**
   * Keeps the machine from going to sleep by itself, until disposed of. The screen may go dark. Belongs on the main
   * thread. Where the system offers nothing it does nothing.
   */
  keepAwake(): Disposable;
  /**
   * Sends a text to the service manager that started this process (sd_notify(3)); never waits.
   *
   * @param socket where it listens: a path, or a name behind "@"
   * @returns whether it was taken; false where the system has no such manager
   */
  tellManager(socket: string, text: string): boolean;
  /** The folder of the user's caches, absolute; undefined for a user without a home. */
  cachesFolder(env: Environment): string | undefined;
  /** The folder of the user's settings, absolute; undefined for a user without a home. */
  settingsFolder(env: Environment): string | undefined;
  /** The folder of the settings that an administrator makes for all users, absolute. */
  machineSettingsFolder(env: Environment): string | undefined;
  /** Folders for temporary files beside the usual one, absolute: others may allow what that one does not. */
  otherTemporaryFolders(env: Environment): readonly string[];
  /** The user's own folder, absolute; undefined for a user without one. */
  homeFolder(env: Environment): string | undefined;
  /**
   * The folder in which this was started, where that may be another than the working folder: it may have vanished before.
   *
   * @param current the working folder
   */
  startedIn(current: string, env: Environment): string | undefined;
  /** Whether a file belongs to the user who runs this; always so where users have no numbers. */
  isOwn(info: Deno.FileInfo): boolean;
  /**
   * Closes a folder to other users, where that is not the folder around it that does.
   *
   * @throws what the file system throws
   */
  closeToOthers(path: string, info: Deno.FileInfo): void;
  /** Whether others can neither read a file that is locked nor remove one that is open. */
  readonly openFilesAreGuarded: boolean;
  /** Whether whoever started this process wants it to outlive the terminal, as `nohup` does. */
  ignoresHangup(): boolean;
  /** Whether the terminal's window was opened for this process alone, and closes with it: a double click on Windows. */
  ownsWindow(): boolean;
  /** Whether this process belongs to the job that has the terminal; so too where there is no terminal, or no jobs. */
  isForegroundJob(): boolean;
  /**
   * Writes to the terminal that standard input is, for whom there is no other way to it.
   *
   * @returns bytes that were taken
   * @throws {Deno.errors.BrokenPipe} when nothing was; {Deno.errors.NotSupported} on a system that has no such way
   */
  writeToInput(bytes: Uint8Array<ArrayBuffer>): Promise<number>;
  /**
   * From now on a background job that reads the terminal, or sets its modes, is not stopped for it: the read fails.
   * Programs that are started from then on inherit that.
   */
  outliveBackground(): void;
  /**
   * From now on memory that is freed goes back to the system instead of waiting for more: for a process that runs for hours,
   * with threads that begin after this.
   *
   * @returns whether the system was told so; false where its allocator needs no telling
   */
  keepHeapSmall(): boolean;
  /** Whether terminals take UTF-8, as far as the environment says. */
  writesUtf8(env: Environment): boolean;
  /** The name, such as ENOSPC, of the number in an error's message ("os error 28"); not all are known. */
  errorName(number: number): string | undefined;
  /** Whether an error of renaming or removing a file can come from another program that has the file open. */
  meansInUse(error: unknown): boolean;
  /** How many names in a folder are no text, and so cannot be opened by this program; 0 where the system does not tell. */
  unreadableNames(folder: string): number;
  /** Why the system has no file of this name, as the end of "Cannot write X: "; undefined when it may have one. */
  unusableName(path: string): string | undefined;
}
