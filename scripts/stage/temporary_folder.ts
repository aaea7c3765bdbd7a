/** Folders for the time of a test, a build or a measurement: the one place where tests and scripts make them. */

/** Windows, and Wine more so, lets go of a file some time after it was closed. */
const MOST_TRIES = Deno.build.os === "windows" ? 100 : 1;
const PAUSE_MS = 50;

/** What to ask for where any folder will not do. */
export interface TemporaryFolderOptions {
  /** What its name begins with: names that people have hold blanks and letters beyond ASCII. */
  readonly prefix?: string;
  /** The folder that it is made in, for who needs a certain file system; the system's own by default. */
  readonly parent?: string;
}

/** A new folder, for its owner only; with what is in it it goes when it is disposed of. */
export class TemporaryFolder implements Disposable {
  /** Where it is. */
  readonly path: string;

  constructor({ prefix = "confrec-", parent }: TemporaryFolderOptions = {}) {
    this.path = Deno.makeTempDirSync(parent === undefined ? { prefix } : { prefix, dir: parent });
  }

  [Symbol.dispose](): void {
    for (let tries = 1;; tries++) {
      try {
        return Deno.removeSync(this.path, { recursive: true });
      } catch (error) {
        if (tries >= MOST_TRIES) throw error;
      }
      // It is the end of a test: nothing else waits meanwhile.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

/** Does something with a folder of its own, which is removed afterwards; returns what that returned. */
export async function withFolder<T>(
  action: (folder: string) => Promise<T> | T,
  options?: TemporaryFolderOptions,
): Promise<T> {
  using folder = new TemporaryFolder(options);
  return await action(folder.path);
}
