/** What `--out -` is asked for together with, and what of that cannot be. */
import { UserError } from "../../meeting/ground/user_error.ts";
import type { OutputFormat } from "../../meeting/ground/output_file.ts";
import type { CommandCall } from "../options/command.ts";
import { writtenOf } from "../options/options.ts";
import { OF_FILES } from "../options/settings.ts";
import type { Output } from "../terminal/stream_output.ts";

/** The options that say what becomes of the sound while it is recorded. */
export type StreamOptionName = "toStdout" | "format" | "name" | "json" | "stopWithReader";

/** A stream that was asked for. */
export interface AskedStream {
  readonly format: OutputFormat;
  /** No file was asked for: it is there only if the reader goes away. */
  readonly isAlone: boolean;
  /** The recording ends when the reader goes away. */
  readonly endsWithReader: boolean;
}

/**
 * The stream that was asked for, if there is one.
 *
 * @throws {UserError} of kind usage: it cannot be written, or what it is asked for with makes no sense
 */
export function askedStream(
  { options, given }: Pick<CommandCall<StreamOptionName>, "options" | "given">,
  stdout: Pick<Output, "isTerminal">,
): AskedStream | undefined {
  const { toStdout, format = "mp3", json } = options;
  if (!toStdout) {
    for (const name of ["format", "name"] as const) {
      if (given.has(name)) throw wrong(`use ${writtenOf(name)} alone: it is for --out -`);
    }
    if (given.has("stopWithReader") && !json) {
      throw wrong("use --stop-with-reader alone: it is for --json and --out -");
    }
    return undefined;
  }
  if (json) {
    throw wrong("use --json with --out -: both go to standard output; leave one out");
  }
  if (stdout.isTerminal) {
    throw wrong(
      "write sound to a terminal: pipe it on, as in: confrec --out - | ffmpeg -i - call.ogg",
    );
  }
  const isAlone = !given.has("out");
  if (!isAlone && given.has("name")) {
    throw wrong("use --name with --out FILE: that is the file's name already; leave one out");
  }
  const ofFile = isAlone ? OF_FILES.find((name) => given.has(name)) : undefined;
  if (ofFile !== undefined) {
    throw wrong(`use ${writtenOf(ofFile)} with --out - alone: it is about a file; add --out FILE`);
  }
  return { format, isAlone, endsWithReader: options.stopWithReader === true };
}

function wrong(rest: string): UserError {
  return new UserError("usage", `Cannot ${rest}`);
}
