/** What is at a path before anything is written or looked for there. */
import { dirname } from "node:path";
import { isFile, isGone, isTooLong } from "../../ffi/system/is_there.ts";
import { systemCode, systemTrouble } from "../../ffi/system/system_error.ts";
import { UserError } from "../ground/user_error.ts";

/**
 * What a path leads to.
 *
 * @param shown the path in messages
 * @returns undefined when nothing is there, a link leads nowhere, or nobody may look
 * @throws {UserError} of kind usage when no file can have this path: it is too long, links lead in a circle, or Deno keeps
 *   programs out of there
 */
export function lookAt(path: string, shown: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    // Below a file (ENOTDIR) nothing can exist either.
    const isNothing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.PermissionDenied;
    if (isNothing) return undefined;
    if (error instanceof Deno.errors.NotCapable) throw sealedPath(shown, error);
    throw unusablePath(shown, error);
  }
}

/**
 * Why nobody can look through a folder, as a clause; undefined when somebody can.
 *
 * It is opened for that: a folder may be there, and its names be kept from this user.
 */
export function folderTrouble(folder: string): string | undefined {
  try {
    Deno.readDirSync(folder)[Symbol.iterator]().next();
    return undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      return "confrec may not open what is in /dev, /proc and /sys";
    }
    // Windows has another error for a file that is looked into.
    if (systemCode(error) === "ENOTDIR" || isFile(folder)) return "it is not a folder";
    if (isGone(folder)) return "there is no such folder";
    const trouble = systemTrouble(error);
    // The words for it are about writing.
    return trouble?.kind === "denied"
      ? "permission is denied"
      : trouble?.why ?? "it is not a folder";
  }
}

/**
 * Looks whether the file system takes a path's names, those of folders that are to be made too.
 *
 * @throws {UserError} of kind usage when one is too long
 */
export function checkLength(path: string, shown: string): void {
  for (let at = path; isGone(at) && dirname(at) !== at; at = dirname(at)) {
    if (!isTooLong(at)) continue;
    throw new UserError("usage", `Cannot write ${shown}: the name is too long; use a shorter one`);
  }
}

/** No program of Deno's but one that may do everything opens what is there. */
export function sealedPath(shown: string, cause?: unknown): UserError {
  return new UserError(
    "usage",
    `Cannot write ${shown}: confrec may not open files in /dev, /proc and /sys (nor in /dev/shm); ` +
      "choose another place",
    { cause },
  );
}

/** Says what is wrong with a path; other errors are given back as they are. */
export function unusablePath(shown: string, error: unknown): unknown {
  const trouble = systemTrouble(error);
  if (trouble === undefined) return error;
  const { kind, why, remedy } = trouble;
  return new UserError(
    kind === "bad-path" ? "usage" : "output",
    `Cannot write ${shown}: ${why}; ${remedy}`,
    {
      cause: error,
    },
  );
}
