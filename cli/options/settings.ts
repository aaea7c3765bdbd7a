/** The options that can also be set in the environment and in files, and what they are called there. */
import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { FILE_NAMES } from "../../meeting/settings/file_settings.ts";
import { meetingSchema } from "../../meeting/settings/meeting_settings.ts";
import type { MeetingSettings } from "../../meeting/settings/meeting_settings.ts";
import { flagOf } from "../../meeting/settings/read_settings.ts";
import { infoOf, type OptionName, optionSchema } from "./options.ts";

/** A setting, as the program calls it. */
export type SettingName = keyof MeetingSettings | "keep" | "recover" | "quiet" | "json";

/** A value before it is checked: text, or whether a switch is on. */
export type SettingValue = string | boolean;

/** All of them, in the order of help: the rest of the options belongs to one call of the program. */
export const SETTING_NAMES: readonly SettingName[] = [
  ...meetingSchema.keyof().options,
  // What names a program to run is none: who can write a file of settings need not be who records.
  ...["keep", "recover", "quiet", "json"] as const,
];

/** What only a file can have: `--out -` alone has no use for it. */
export const OF_FILES: readonly OptionName[] = [
  ...["split", "keepStems", "trim", "onFinish", "keep"] as const,
  ...FILE_NAMES,
];

const WORDS: Readonly<Record<string, boolean>> = {
  ...{ "1": true, true: true, yes: true, on: true },
  ...{ "0": false, false: false, no: false, off: false },
};

/** Whether an option is a setting. */
export function isSetting(name: OptionName): name is SettingName {
  return (SETTING_NAMES as readonly OptionName[]).includes(name);
}

/** Its name in a file: `keepStems` → `keep-stems`. */
export function keyOf(name: OptionName): string {
  return flagOf(name).slice("--".length);
}

/** Its name in the environment: `keepStems` → `CONFREC_KEEP_STEMS`. */
export function variableOf(name: OptionName): string {
  return `CONFREC_${keyOf(name).replaceAll("-", "_").toUpperCase()}`;
}

/** Whether it is on or off, and has no other value. */
export function isSwitch(name: OptionName): boolean {
  return infoOf(name).value === undefined;
}

/** What `1`, `yes`, `off` and their like say of a switch; undefined for other words. */
export function switchOf(word: string): boolean | undefined {
  return WORDS[word.toLowerCase()];
}

/** What is wrong with a value; undefined when it can be used. */
export function troubleWith(name: SettingName, value: SettingValue): string | undefined {
  if (isSwitch(name)) return typeof value === "boolean" ? undefined : "true or false is expected";
  if (typeof value !== "string") return "a text or a number is expected";
  const { error } = optionSchema.shape[name].safeParse(value);
  return error?.issues[0]?.message;
}

/** Whether two values mean the same: `64k` and `64`, or the default and undefined. */
export function isSameValue(
  name: SettingName,
  a: SettingValue | undefined,
  b: SettingValue | undefined,
): boolean {
  const schema: z.ZodType = optionSchema.shape[name];
  return isDeepStrictEqual(schema.safeParse(a).data, schema.safeParse(b).data);
}
