/** What can be found wrong with a request by looking at names and files alone. */
import { dirname } from "node:path";
import { TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import { isSurelyThere } from "../../ffi/system/is_there.ts";
import type { OutputFile, OutputFormat } from "../ground/output_file.ts";
import { quoted } from "../ground/recovery_command.ts";
import { expandHome, typedPath, workingFolder } from "../ground/typed_path.ts";
import { UserError } from "../ground/user_error.ts";
import { wantedBeside } from "../ground/beside_paths.ts";
import { checkFolder } from "../output/output_folder.ts";
import { awayOutput, checkOutput, type OutputRequest } from "../output/output_path.ts";
import { type MeetingSettings } from "../settings/meeting_settings.ts";
import { checkFormatSettings } from "../settings/programme_settings.ts";
import type { World } from "../world/world.ts";
import { checkInputFile } from "./input_file.ts";

const FILE = "file:";

/** Where a recording goes. */
export interface CheckedRequest {
  readonly output: OutputFile;
  /**
   * The file of a part of it, counted from 1; that is `output` where the first part needs no number.
   *
   * @param copy put behind its name where something has taken that
   * @throws {UserError} as for the whole
   */
  partOutput(number: number, copy?: number): OutputFile;
  /** The folder for the spool. */
  readonly spoolParent: string;
  /** What is to be said beforehand. */
  readonly warnings: readonly string[];
  /** Where its relative paths begin. */
  readonly from: string | undefined;
}

/** What else is known of a request. */
export interface RequestFacts {
  /** What else is made of it, while it is recorded. */
  readonly streamed?: OutputFormat | undefined;
  /** The same request as it was checked first: the working folder may have been left meanwhile. */
  readonly before?: CheckedRequest;
  /**
   * Nobody is there who could do anything about it, and what can be recorded is: also where the file's folder cannot be written
   * to now, if spools have one of their own, where several devices have the name that was given, without a monitor, and while the
   * disk has space for a minute.
   */
  readonly isUnattended?: boolean;
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
  { streamed, before, isUnattended = false }: RequestFacts = {},
): CheckedRequest {
  const from = before === undefined ? workingFolder() : before.from;
  const { out, force, mic, system, spool } = settings;
  if (mic === "none" && system === "none") {
    throw new UserError(
      "usage",
      "Cannot record nothing: --mic and --system are both none; leave one of them out",
    );
  }
  if (given.has("duration") && given.has("until")) {
    throw new UserError(
      "usage",
      "Cannot use --duration and --until together: each says when it ends; leave one out",
    );
  }
  checkMonitor(settings, given);
  checkFallback(settings);
  checkPreRoll(settings, given);
  const inputs = [mic, system].flatMap((asked) => {
    return asked?.startsWith(FILE) === true ? [asked.slice(FILE.length)] : [];
  });
  for (const track of TRACK_NAMES) checkNoFile(track, settings[track]);
  const request = {
    ...{ out, force, inputs, from },
    ...askedBeside(settings),
    now: world.now(),
    hostName: world.hostName(),
  };
  const isSplit = settings.split !== undefined;
  const partOutput = (part: number, copy?: number) => {
    const asked = {
      ...request,
      ...(isSplit || part > 1 ? { part } : {}),
      ...(copy === undefined ? {} : { copy }),
    };
    try {
      return checkOutput(asked);
    } catch (error) {
      if (!isUnattended || spool === undefined) throw error;
      return awayOutput(asked, error);
    }
  };
  const output = partOutput(1);
  checkFormatSettings(given, output.format, settings, streamed);
  const warnings = inputs.flatMap((input) => checkInputFile(input) ?? []);
  const named = spool === undefined ? undefined : before?.spoolParent ?? typedPath(spool, from);
  const spoolParent = named ?? dirname(output.path);
  checkFolder(spoolParent, spool === undefined ? "--out" : "--spool");
  return { output, partOutput, spoolParent, warnings, from };
}

/** What is to be written beside the file. */
export function askedBeside(
  { keepStems, trim, sidecar, report }: MeetingSettings,
): Required<Pick<OutputRequest, "keepStems" | "cuts" | "beside">> {
  return { keepStems, cuts: trim !== "off", beside: wantedBeside({ sidecar, report }) };
}

function checkPreRoll(
  { startOnSpeech, preRoll, duration = Infinity }: MeetingSettings,
  given: ReadonlySet<string>,
): void {
  if (given.has("preRoll") && !startOnSpeech) {
    throw new UserError(
      "usage",
      "Cannot use --pre-roll alone: it is what --start-on-speech keeps of before; add that, or leave it out",
    );
  }
  if (startOnSpeech && duration <= preRoll) {
    throw new UserError(
      "usage",
      `Cannot record for ${duration} s: that would be over before the first word; --duration counts ` +
        `from --pre-roll on, which is ${preRoll} s`,
    );
  }
}

/** A monitor plays a microphone that is recorded; what is played from a file is heard in other ways. */
function checkMonitor({ mic, monitor }: MeetingSettings, given: ReadonlySet<string>): void {
  const isMonitored = monitor !== undefined && monitor !== "none";
  if (!isMonitored && given.has("monitorGain")) {
    throw new UserError(
      "usage",
      "Cannot use --monitor-gain alone: it is how loud --monitor plays; add --monitor, or leave it out",
    );
  }
  if (!isMonitored || (mic !== "none" && mic?.startsWith(FILE) !== true)) return;
  const why = mic === "none" ? "--mic is none" : "--mic plays a file";
  throw new UserError(
    "usage",
    `Cannot use --monitor: it plays the microphone, and ${why}; leave it out`,
  );
}

/** One microphone stands in for another. */
function checkFallback({ mic = "default", micFallback }: MeetingSettings): void {
  if (micFallback === undefined) return;
  const isDevice = (asked: string) => asked !== "none" && !asked.startsWith(FILE);
  if (isDevice(mic) && isDevice(micFallback) && mic !== micFallback) return;
  throw new UserError(
    "usage",
    `Cannot use --mic-fallback "${micFallback}": it names a microphone for when the one of --mic is not ` +
      "there; name another one, or leave it out",
  );
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

/**
 * The settings with the user's own folder put in where a source is a file: no shell does that behind `file:`.
 *
 * @throws {UserError} of kind usage when nobody can know where that is
 */
export function withFilesFound(settings: MeetingSettings): MeetingSettings {
  const found = Object.fromEntries(TRACK_NAMES.flatMap((track) => {
    const asked = settings[track];
    if (asked?.startsWith(FILE) !== true) return [];
    return [[track, `${FILE}${expandHome(asked.slice(FILE.length))}`]];
  }));
  return { ...settings, ...found };
}
