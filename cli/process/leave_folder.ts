/** The folder in which a program works may be removed by others, and then it cannot start another. */
import { parse } from "node:path";

/**
 * Makes the root the working folder: no worker and no ffmpeg can be started in one that is gone (seen with Deno 2.8), and
 * on Windows one that is in use could not be removed.
 *
 * For a program's own process only: all of it has one working folder.
 */
export function leaveFolder(): void {
  Deno.chdir(parse(startFolder()).root);
}

function startFolder(): string {
  try {
    return Deno.cwd();
  } catch {
    // It is gone, or has a name that is not UTF-8: that is so on POSIX alone.
    return "/";
  }
}
