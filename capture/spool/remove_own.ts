/** Deleting what confrec has put into a folder, and nothing else. */
import { join } from "node:path";
import { removeIfThere } from "./remove_if_there.ts";

/** Deletes files whose names are ours, and links of such names; then the folder, when nothing is left in it. */
export function removeOwn(folder: string, names: RegExp): void {
  try {
    if (!Deno.lstatSync(folder).isDirectory) return;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  for (const entry of Deno.readDirSync(folder)) {
    if (!entry.isDirectory && names.test(entry.name)) removeIfThere(join(folder, entry.name));
  }
  removeFolder(folder);
}

/** Deletes an empty folder; returns false when something is still in it. */
export function removeFolder(folder: string): boolean {
  try {
    if ([...Deno.readDirSync(folder)].length > 0) return false;
    Deno.removeSync(folder);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return true;
}
