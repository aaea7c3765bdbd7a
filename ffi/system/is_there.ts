/** Whether there is anything under a name: one answer for all who ask. */
import { basename, dirname, join } from "node:path";
import { systemCode } from "./system_error.ts";

/** What the system says where nothing is, or where no way leads. */
const GONE_CODES: readonly (string | undefined)[] = ["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP"];

/**
 * Whether there is anything under a name, be it a link that leads nowhere.
 *
 * What cannot be looked at, as on a share that does not answer, may be there: that is no reason to say it was removed.
 */
export function isThere(path: string): boolean {
  return !isGone(path);
}

/** Whether there is surely nothing under a name, or no way to it any more. */
export function isGone(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return false;
  } catch (error) {
    return GONE_CODES.includes(systemCode(error));
  }
}

/**
 * Whether the file system takes no name as long as a path's last one, or no path as long as this.
 *
 * Of what is not there yet, the nearest folder above it is asked: the system itself says only that a folder is missing.
 */
export function isTooLong(path: string): boolean {
  let folder = dirname(path);
  while (isGone(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return [path, join(folder, basename(path))].some((each) => {
    try {
      Deno.lstatSync(each);
      return false;
    } catch (error) {
      return systemCode(error) === "ENAMETOOLONG";
    }
  });
}

/** Whether a name leads to a file, links followed; not where nobody may look. */
export function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Whether something was seen under a name: for who would act on its being there, and not only on its absence. */
export function isSurelyThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
