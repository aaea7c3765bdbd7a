/** `confrec report`: a page, and more, about a recording that exists. */
import { UserError } from "../../meeting/ground/user_error.ts";
import { reviewFile } from "../../meeting/review/review_file.ts";
import type { CommandCall } from "../options/command.ts";
import type { CommandWorld } from "../process/command_world.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { factLines } from "../report/fact_lines.ts";
import { ProgressView } from "../report/progress_view.ts";
import type { Io } from "../terminal/io.ts";
import { StatusLine } from "../terminal/status_line.ts";
import { whole } from "../terminal/wrap_words.ts";

/** The options that it looks at. */
export type ReviewOptionName =
  | "sidecar"
  | "labels"
  | "vtt"
  | "channels"
  | "title"
  | "force"
  | "quiet";

/**
 * Writes what is asked for beside the recording.
 *
 * @returns the exit code
 * @throws {UserError} usage: the file is none, or something is in the way; output: nothing can be written there
 */
export async function review(
  { options, argument }: CommandCall<ReviewOptionName>,
  io: Io,
  world: CommandWorld,
): Promise<number> {
  const { sidecar, labels, vtt, channels, title, force, quiet } = options;
  if (argument === undefined) {
    throw new UserError(
      "usage",
      "Cannot report on nothing: name a recording; for example: confrec report meeting.mp3",
    );
  }
  const status = new StatusLine(io.stderr, !quiet);
  using signals = world.signals();
  const abort = new AbortController();
  signals.stop.then(() => abort.abort(), () => {});
  const beside = [
    ...sidecar ? ["sidecar" as const] : [],
    ...labels ? ["labels" as const] : [],
    ...vtt ? ["vtt" as const] : [],
  ];
  const request = { file: argument, beside, isSplit: channels === "split", title, force };
  const view = new ProgressView("Listening", status);
  try {
    view.prepare();
    const { facts, written } = await reviewFile(
      request,
      world,
      (share) => view.show(share),
      abort.signal,
    );
    status.clear();
    if (!quiet) { for (const line of factLines([facts])) status.say(line); }
    for (const path of written) {
      if (!io.stdout.isTerminal) io.stdout.write(`${path}\n`);
      else if (!quiet) status.say(`Wrote ${whole(path)}`);
    }
    return EXIT_CODE.complete;
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    throw new UserError("output", "Cannot finish the report: it was interrupted; run it again");
  } finally {
    status.clear();
  }
}
