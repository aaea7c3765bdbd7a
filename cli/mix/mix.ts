/** `confrec mix`: the file of recordings that exist, as if they had just been recorded. */
import type { Listener } from "../../meeting/events/events.ts";
import { clockTime, fileSize } from "../../meeting/ground/figures.ts";
import { mixFiles, prepareMix } from "../../meeting/mix/mix_files.ts";
import { mixSchema, type MixSettings } from "../../meeting/settings/mix_settings.ts";
import { type CommandCall, inputOf } from "../options/command.ts";
import type { CommandWorld } from "../process/command_world.ts";
import { exitCodeOf } from "../process/exit_code.ts";
import { printPath } from "../process/print_path.ts";
import { talkLine } from "../report/fact_lines.ts";
import { JsonLines } from "../report/json_lines.ts";
import { ProgressView } from "../report/progress_view.ts";
import type { Io } from "../terminal/io.ts";
import { StatusLine } from "../terminal/status_line.ts";
import { whole } from "../terminal/wrap_words.ts";

/** The options that mixing looks at. */
export type MixOptionName = keyof MixSettings | "quiet" | "json";

/**
 * Makes the file.
 *
 * @returns the exit code
 * @throws what `failureOf` knows; the inputs are as they were, and nothing else is left
 */
export async function mix(
  call: CommandCall<MixOptionName>,
  io: Io,
  world: CommandWorld,
): Promise<number> {
  const { quiet, json } = call.options;
  const status = new StatusLine(io.stderr, !quiet && !json);
  const lines = new JsonLines(io.stdout, io.now, json);
  const prepared = prepareMix(inputOf(mixSchema, call), world);
  world.leaveFolder();

  using signals = world.signals();
  const abort = new AbortController();
  signals.stop.then(() => abort.abort(), () => {});
  const view = new ProgressView("Mixing", status);
  const tell: Listener = (event) => {
    if (event.event === "finishing") view.show(event.share);
    if (event.event === "warning") status.say(`confrec: ${event.message}`);
    lines.show(event);
  };
  try {
    // Hours of sound are listened to for many seconds before the first chunk is made.
    view.prepare();
    const report = await mixFiles(prepared, world, tell, abort.signal);
    status.clear();
    const { seconds, output, bytes } = report;
    if (!quiet) {
      const size = whole(`(${fileSize(bytes)})`);
      status.say(`Mixed ${clockTime(seconds)} to ${whole(output.shown)} ${size}`);
    }
    if (!quiet && report.facts) status.say(`  ${talkLine([report.facts])}`);
    printPath(output.path, io, json);
    return exitCodeOf(report);
  } finally {
    status.clear();
  }
}
