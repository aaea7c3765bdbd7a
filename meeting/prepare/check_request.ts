/** What can be found wrong with a request by looking at names and files alone. */
import { dirname, resolve } from "node:path";
import { TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import { isSurelyThere } from "../../ffi/system/is_there.ts";
import type { OutputFile } from "../ground/output_file.ts";
import { quoted } from "../ground/recovery_command.ts";
import { UserError } from "../ground/user_error.ts";
import { checkFolder, checkOutput } from "../output/output_path.ts";
import { type MeetingSettings } from "../settings/meeting_settings.ts";
import { checkFormatSettings } from "../settings/programme_settings.ts";
import type { World } from "../world/world.ts";
import { checkInputFile } from "./input_file.ts";

/** Where a recording goes. */
export interface CheckedRequest {
  readonly output: OutputFile;
  /** The folder for the spool. */
  readonly spoolParent: string;
}

/**
 * Finds out which file is meant, and whether it and its spool can be where they are wanted.
 *
 * @param given names of the settings that were given
 * @throws {UserError} usage or output; nothing was touched
 */
export function checkRequest(
  settings: MeetingSettings,
  given: ReadonlySet<string>,
  world: Pick<World, "now" | "hostName">,
): CheckedRequest {
  const { out, force, keepStems, mic, system, spool, trim } = settings;
  if (mic === "none" && system === "none") {
    throw new UserError(
      "usage",
      "Cannot record nothing: --mic and --system are both none; leave one of them out",
    );
  }
  const inputs = [mic, system].flatMap((asked) => {
    return asked?.startsWith("file:") === true ? [asked.slice("file:".length)] : [];
  });
  for (const track of TRACK_NAMES) checkNoFile(track, settings[track]);
  const output = checkOutput({
    ...{ out, force, keepStems, inputs, cuts: trim !== "off" },
    now: world.now(),
    hostName: world.hostName(),
  });
  checkFormatSettings(given, output.format, settings);
  for (const input of inputs) checkInputFile(input);
  const spoolParent = spool === undefined ? dirname(output.path) : resolve(spool);
  checkFolder(spoolParent, spool === undefined ? "--out" : "--spool");
  return { output, spoolParent };
}

/** Who names a file that is there means the file, whatever devices there are. */
function checkNoFile(track: TrackName, asked: string | undefined): void {
  if (asked === undefined || !/\.wav$/i.test(asked) || !isSurelyThere(asked)) return;
  throw new UserError(
    "usage",
    `Cannot use --${track} "${asked}": it is a file; write --${track} ${quoted(`file:${asked}`)} ` +
      "to play it, or use confrec mix",
  );
}
