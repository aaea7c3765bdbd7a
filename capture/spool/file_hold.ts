/** Files that stay readable although somebody removes them. */
import { isGone } from "../../ffi/system/is_there.ts";
import { dirname } from "node:path";
import { copyFile } from "./copy_file.ts";
import { putBack } from "./put_back.ts";
import { removeIfThere } from "./remove_if_there.ts";

/** Keeps whole files open: should somebody remove or move them, they can be made anew as long as they are. */
export class FileHold implements Disposable {
  readonly #files = new Map<string, Deno.FsFile>();

  /** @param paths those that cannot be opened are left out */
  constructor(paths: readonly string[]) {
    for (const path of paths) {
      try {
        this.#files.set(path, Deno.openSync(path));
      } catch {
        // What cannot be read now could not be put back either.
      }
    }
  }

  /**
   * Makes those anew that are gone, under their old names.
   *
   * @returns whether any was
   * @throws what the file system throws; nothing is left of the one that failed
   */
  putBack(): boolean {
    const gone = [...this.#files].filter(([path]) => isGone(path));
    for (const [path, file] of gone) putFileBack(path, file);
    return gone.length > 0;
  }

  /** Closes them. */
  [Symbol.dispose](): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }
}

function putFileBack(path: string, open: Deno.FsFile): void {
  putBack(dirname(path));
  const file = Deno.openSync(path, { write: true, createNew: true, mode: 0o600 });
  try {
    copyFile(open, file);
    file.syncDataSync();
  } catch (error) {
    file.close();
    removeIfThere(path);
    throw error;
  }
  file.close();
}
