/** Deleting what may not be there. */

/** Deletes a file or a link (never what it points to); nothing there, or a folder, is as good. */
export function removeIfThere(path: string): void {
  try {
    if (!Deno.lstatSync(path).isDirectory) Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The same while the program goes on: a file of gigabytes takes the disk a second. */
export async function removeLargeIfThere(path: string): Promise<void> {
  try {
    if (!(await Deno.lstat(path)).isDirectory) await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Deletes what can be deleted, for who goes on all the same; a folder only when it is empty, or `recursive`. */
export function removeQuietly(path: string, options?: Deno.RemoveOptions): void {
  try {
    Deno.removeSync(path, options);
  } catch {
    // It is not there, not empty, or another's.
  }
}
