/** WAV files that are played as sources. */
import { FileSource } from "../../capture/source/file_source.ts";
import { systemTrouble } from "../../ffi/system/system_error.ts";
import { UserError } from "../ground/user_error.ts";

/**
 * Makes sure that a file can be played, before anything is touched.
 *
 * @throws {UserError} of kind usage when it is missing, may not be read, is empty, cut short, or no WAV
 */
export function checkInputFile(path: string): void {
  readable(path, () => {
    // Opening one looks at all that playing it needs; the clock is never asked.
    using _source = new FileSource(path, { nowNs: () => 0 });
  });
}

/**
 * Does something that opens an input file; says what is wrong with the file as a mistake of the command line.
 *
 * @throws {UserError} of kind usage
 */
export function readable<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof UserError) throw error;
    if (error.message.startsWith("Cannot ")) throw usage(error.message, error);
    if (error instanceof Deno.errors.NotFound) {
      throw usage(`Cannot read "${path}": there is no such file; check its name`, error);
    }
    if (error instanceof Deno.errors.PermissionDenied) {
      throw usage(`Cannot read "${path}": permission is denied; check whose file it is`, error);
    }
    if (error instanceof Deno.errors.NotCapable) {
      throw usage(
        `Cannot read "${path}": confrec may not open files in /dev, /proc and /sys; copy it elsewhere`,
        error,
      );
    }
    const trouble = systemTrouble(error);
    if (trouble === undefined) throw error;
    throw usage(`Cannot read "${path}": ${trouble.why}; ${trouble.remedy}`, error);
  }
}

function usage(message: string, cause: Error): UserError {
  return new UserError("usage", message, { cause });
}
