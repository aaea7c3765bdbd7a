/** Paths as people type them. */
import { isAbsolute, join, resolve } from "node:path";
import { isThere } from "../../ffi/system/is_there.ts";
import { platform } from "../../ffi/system/platform.ts";
import { variable } from "../../ffi/system/variable.ts";
import { UserError } from "./user_error.ts";

/**
 * The absolute path that somebody means.
 *
 * `~/` is the user's own folder: in `--out=~/a.mp3` and `file:~/a.wav` no shell has put it there. A folder that is really
 * called so is written `./~`.
 *
 * @param typed a path, not empty
 * @param from where a relative one begins: the working folder, as long as that was not left
 * @throws {UserError} of kind usage when nobody can know where that is
 */
export function typedPath(typed: string, from?: string): string {
  const path = expandHome(typed);
  return isAbsolute(path) ? resolve(path) : resolve(from ?? startFolder(typed), path);
}

/** Where relative paths begin at this moment; undefined where nobody can know. */
export function workingFolder(): string | undefined {
  try {
    return startFolder(".");
  } catch {
    return undefined;
  }
}

/**
 * The same with only the user's own folder put in; other relative paths stay so.
 *
 * @throws {UserError} of kind usage when nobody can know where that is
 */
export function expandHome(typed: string): string {
  if (typed.includes("\0")) throw unknown(typed, "no path has a zero byte in it");
  const [, user, rest = ""] = /^~([^/\\]*)(?:[/\\]+(.*))?$/s.exec(typed) ?? [];
  if (user === "") {
    const home = platform.homeFolder(variable);
    if (home !== undefined) return join(home, rest);
    throw unknown(typed, "this user has no home folder");
  }
  // Files may be called ~backup.wav, and folders so, too.
  if (user === undefined || rest === "" || isThere(`~${user}`)) return typed;
  throw unknown(typed, `only a shell knows the folder of ${user}`);
}

function unknown(typed: string, why: string): UserError {
  return new UserError("usage", `Cannot use ${typed}: ${why}; write the whole path`);
}

/** The folder that a relative path begins at. */
function startFolder(typed: string): string {
  try {
    const folder = Deno.cwd();
    const started = platform.startedIn(folder, variable);
    if (started === undefined || isThere(started)) return folder;
    throw new Deno.errors.NotFound(started);
  } catch (error) {
    const why = error instanceof Deno.errors.InvalidData
      ? "the name of the folder in which confrec was started is not UTF-8"
      : "the folder in which confrec was started is not there any more";
    throw new UserError(
      "usage",
      `Cannot use ${typed}: ${why}; write a whole path, or start confrec in another folder`,
      { cause: error },
    );
  }
}
