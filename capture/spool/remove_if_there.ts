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
