/** `--events FILE`: what `--json` prints, kept in a file. */
import { typedPath } from "../../meeting/ground/typed_path.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import { formatOf } from "../../meeting/output/output_path.ts";
import { StreamOutput } from "../terminal/stream_output.ts";
import { JsonLines } from "./json_lines.ts";
import { RotatingFile } from "./rotating_file.ts";

/** The lines of a file, until it is disposed of. */
export interface EventsFile extends AsyncDisposable {
  readonly lines: JsonLines;
}

/**
 * A file for events; without a name, one that is nowhere. To be opened before the working folder is left.
 *
 * @param typed its path
 * @param now wall clock, for the times of events
 * @param warn hears when it cannot be written
 * @throws {UserError} usage: it is called as a recording is, and would be in the way of one
 */
export function openEventsFile(
  typed: string | undefined,
  now: () => Date,
  warn: (message: string) => void,
): EventsFile {
  if (typed !== undefined && formatOf(typed) !== undefined) {
    throw new UserError(
      "usage",
      `Cannot write events to ${typed}: that is the name of a recording; give it another ending`,
    );
  }
  // What is never written to is never opened.
  const file = new RotatingFile(typed === undefined ? "" : typedPath(typed), warn);
  const output = new StreamOutput(file);
  return {
    lines: new JsonLines(output, now, typed !== undefined),
    [Symbol.asyncDispose]: async () => {
      await output.flush();
      file[Symbol.dispose]();
    },
  };
}
