/** WAV files that are played as sources. */
import { FileSource } from "../../capture/source/file_source.ts";
import { type WavInfo, WavReader } from "../../formats/wav_reader.ts";
import { systemTrouble } from "../../ffi/system/system_error.ts";
import { UserError } from "../ground/user_error.ts";

/**
 * Makes sure that a file can be played, before anything is touched.
 *
 * @returns what a person has to know of it all the same
 * @throws {UserError} of kind usage when it is missing, may not be read, is empty, cut short, or no WAV
 */
export function checkInputFile(path: string): string | undefined {
  return readable(path, () => {
    // Opening one looks at all that playing it needs; the clock is never asked.
    using _source = new FileSource(path, { nowNs: () => 0 });
    using reader = WavReader.open(path);
    return inputWarning(path, reader.info);
  });
}

/**
 * What a person has to know of a file before it is used; undefined for one that is whole.
 *
 * What a crash or a full disk has cut short is taken as far as it goes: there may be no other copy.
 */
export function inputWarning(path: string, info: WavInfo): string | undefined {
  const { frames, rateHz, staleFrames, truncated, open } = info;
  const seconds = (count: number) => `${(count / rateHz).toFixed(1)} s`;
  if (frames === 0) return `${path} holds no sound: its length is 0`;
  if (staleFrames !== undefined) {
    return `${path} was cut short: its header speaks of ${seconds(staleFrames)}, but the sound ` +
      `goes on for ${seconds(frames)}; all of it is taken`;
  }
  return truncated && !open ? `${path} was cut short; what is there is taken` : undefined;
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
