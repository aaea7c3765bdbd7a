/** `--events FILE`: what `--json` prints, kept in a file. */
import { typedPath } from "../../meeting/ground/typed_path.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import { lookAt } from "../../meeting/output/look_at.ts";
import { realPath } from "../../meeting/output/output_claim.ts";
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
 * @throws {UserError} of kind usage when something else than a file is there, or when it is called as a recording is,
 * and would be in the way of one
 */
export function openEventsFile(
  typed: string | undefined,
  now: () => Date,
  warn: (message: string) => void,
): EventsFile {
  // What is never written to is never opened.
  const file = new RotatingFile(typed === undefined ? "" : pathOf(typed), warn);
  const output = new StreamOutput(file);
  return {
    lines: new JsonLines(output, now, typed !== undefined),
    [Symbol.asyncDispose]: async () => {
      await output.flush();
      file[Symbol.dispose]();
    },
  };
}

/** The file for events is one of the recording's own. Nothing is to be written there, not even that. */
export class OwnNameError extends UserError {
  constructor(typed: string) {
    super(
      "usage",
      `Cannot write events to ${typed}: the recording itself writes that file; give it another name`,
    );
  }
}

/**
 * Two files cannot have one name.
 *
 * @param typed the path of the file for events, if there is one
 * @param own where something is written for the recording
 * @throws {OwnNameError}
 */
export function refuseOwnName(typed: string | undefined, own: readonly string[]): void {
  if (typed === undefined) return;
  const path = realPath(typedPath(typed));
  if (own.some((each) => realPath(each) === path)) throw new OwnNameError(typed);
}

/** A folder that is not there yet is made; a pipe never becomes a file that can be rotated. */
function pathOf(typed: string): string {
  if (formatOf(typed) !== undefined) {
    throw new UserError(
      "usage",
      `Cannot write events to ${typed}: that is the name of a recording; give it another ending`,
    );
  }
  const path = typedPath(typed);
  const there = lookAt(path, path);
  if (there === undefined || there.isFile) return path;
  const what = there.isDirectory ? "it is a folder" : "it is a device or a pipe";
  throw new UserError("usage", `Cannot use --events ${path}: ${what}; name a file on a disk`);
}
