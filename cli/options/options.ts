/**
 * Every option of confrec, once: arguments, checks, help text and types all come from this schema.
 *
 * Values arrive as text, however they were given. Which command takes which options stands in commands.ts.
 */
import * as z from "zod";
import { aftercareShape } from "../../meeting/settings/aftercare_settings.ts";
import { TRIGGERS } from "../../meeting/ground/trigger.ts";
import { meetingSchema } from "../../meeting/settings/meeting_settings.ts";
import { flagOf } from "../../meeting/settings/read_settings.ts";
import { choice, path, text } from "../../meeting/settings/setting_values.ts";
import { flag, type SettingInfo, settingInfo } from "../../meeting/settings/setting.ts";

/** All options by name: the settings of a meeting, and what concerns the command line alone. */
export const optionSchema = z.strictObject({
  ...meetingSchema.shape,
  ...aftercareShape,
  toStdout: flag({
    ...{ group: "Output", written: "--out -" },
    help:
      "write the sound to standard output while it is recorded, about two seconds behind; beside " +
      "--out FILE, or alone",
  }),
  format: choice("mp3", "wav").optional().register(settingInfo, {
    ...{ group: "Output", value: "mp3|wav" },
    help: "of what --out - writes [mp3]",
  }),
  name: path.optional().register(settingInfo, {
    ...{ group: "Output", value: "FILE" },
    help:
      "with --out - alone: the file that there is if the reader goes away [meeting {date} {time}.mp3]",
  }),
  trigger: choice(...TRIGGERS).optional().register(settingInfo, {
    ...{ group: "Running", value: "call|speech|always" },
    help:
      "what a meeting begins with: a call of another program, speech on either side, or the end of " +
      "the one before [call, where the system tells of calls]",
  }),
  ignore: text.optional().register(settingInfo, {
    ...{ group: "Running", value: "PROGRAMS" },
    help: "programs that hold a microphone and are no call: parts of names, with commas between",
  }),
  events: path.optional().register(settingInfo, {
    ...{ group: "Running", value: "FILE" },
    help: "add to this file what --json prints; from 10 MB on another is begun, and five are kept",
  }),
  dryRun: flag({ group: "Running", help: "only say what would be done" }),
  recover: flag({ group: "Running", help: "first finish recordings that wait in the same folder" }),
  stopWithReader: flag({
    group: "Running",
    help: "end the recording when the program that reads its JSON, or its sound, has gone",
  }),
  quiet: flag({ group: "Running", short: "q", help: "say nothing but warnings and errors" }),
  json: flag({ group: "Running", help: "one JSON object a line on standard output" }),
  config: path.optional().register(settingInfo, {
    ...{ group: "Running", value: "FILE" },
    help: "read settings from this file, not from your own (see confrec help settings)",
  }),
  profile: text.optional().register(settingInfo, {
    ...{ group: "Running", value: "NAME" },
    help: "use the settings below [profile.NAME] too",
  }),
  example: flag({ group: "Running", help: "print a file with all settings, each explained" }),
  session: z.string().min(1, "a name is missing").optional().register(settingInfo, {
    ...{ group: "Running", value: "NAME" },
    help:
      "the recording that is meant: part of its file's name, its path, or its spool [the only one]",
  }),
  watch: flag({ group: "Running", help: "again once a second, until the recording has ended" }),
  labels: flag({ group: "Output", help: "write labels for Audacity too: NAME.labels.txt" }),
  vtt: flag({ group: "Output", help: "write chapters as WebVTT too: NAME.vtt" }),
  print: flag({ group: "Running", help: "print the files, and do nothing" }),
  for: choice("linux", "windows", "macos").optional().register(settingInfo, {
    ...{ group: "Running", value: "SYSTEM" },
    help: "print those for linux, windows or macos [this system]",
  }),
  meeting: flag({
    group: "Running",
    help: "in a room: end only the meeting; the room waits for the next one",
  }),
  noWait: flag({ group: "Running", help: "do not wait for the finished file" }),

  verbose: flag({
    group: "Running",
    help: "say which settings are not the defaults, and why; with --version: all that is inside",
  }),

  help: flag({ group: "Help", short: "h", help: "show help" }),
  helpAll: flag({ group: "Help", help: "show the help of all commands" }),
  version: flag({ group: "Help", short: "V", help: "show the version" }),
  licenses: flag({ group: "Help", help: "print the licence notices of everything inside" }),
});

/** Every option with its checked value. */
export type Options = Readonly<z.output<typeof optionSchema>>;

/** An option, as the program calls it. */
export type OptionName = keyof Options;

/** All names, in the order of help. */
export const OPTION_NAMES: readonly OptionName[] = optionSchema.keyof().options;

/** What help says about an option. */
export function infoOf(name: OptionName): SettingInfo {
  const info = settingInfo.get(optionSchema.shape[name]);
  if (!info) throw new TypeError(`Cannot describe option ${name}: it was not registered`);
  return info;
}

/** An option as it is written: `--keep-stems`. */
export function writtenOf(name: OptionName): string {
  return infoOf(name).written ?? flagOf(name);
}

/** The text of the value that holds when the option is not given; undefined where there is none. */
export function defaultTextOf(name: OptionName): string | undefined {
  const schema = optionSchema.shape[name];
  return schema instanceof z.ZodPrefault ? String(schema.def.defaultValue) : undefined;
}
