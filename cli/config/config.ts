/** `confrec config`: each setting, its value, and where that comes from. */
import { plainText } from "../../meeting/ground/plain_line.ts";
import type { CommandCall } from "../options/command.ts";
import { defaultTextOf } from "../options/options.ts";
import { isSwitch, keyOf, SETTING_NAMES, type SettingName } from "../options/settings.ts";
import type { Io } from "../terminal/io.ts";
import type { ConfigPlace } from "./config_place.ts";
import { exampleFile } from "./example_file.ts";
import { originText } from "./origin_text.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { type Configuration, settle } from "./settle.ts";
import { trySettings } from "./try_settings.ts";
import { unknownVariables } from "./unknown_variables.ts";

/**
 * Prints what a recording would use.
 *
 * @returns the exit code: usage where a recording could not begin with it
 * @throws {UserError} of kind usage: what is set somewhere is wrong
 */
export function config(
  { options: { example, json }, typed }: CommandCall<"config" | "profile" | "example" | "json">,
  io: Io,
  place: ConfigPlace,
): number {
  if (example) {
    io.stdout.write(exampleFile());
    return 0;
  }
  // `--json` says how this is printed, and is no setting of a recording here.
  const flags = new Map([...typed].filter(([name]) => name === "config" || name === "profile"));
  const found = settle(SETTING_NAMES, flags, place);
  for (const line of unknownVariables(place)) io.stderr.write(`confrec: ${plainText(line)}\n`);
  const trial = trySettings(found, place, { now: io.now, hostName: Deno.hostname });
  if (json) io.stdout.write(`${JSON.stringify({ ...asData(found), ...trial })}\n`);
  else io.stdout.write(forPeople(found));
  if ("out" in trial) {
    if (!json) io.stdout.write(`a recording now: ${plainText(trial.out)}\n`);
    return EXIT_CODE.complete;
  }
  io.stderr.write(`confrec: ${plainText(trial.trouble)}\n`);
  return EXIT_CODE.usage;
}

function forPeople({ files, profile, settled, locked }: Configuration): string {
  const rows = SETTING_NAMES.map((name) => {
    const found = settled.get(name);
    const from = found === undefined ? "default" : originText(found.origin);
    const value = found?.value ?? valueByDefault(name);
    return [
      keyOf(name),
      value === undefined ? "-" : String(value),
      locked.has(name) ? `${from}, locked` : from,
    ].map(plainText);
  });
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const lines = rows.map((row) => {
    return row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ").trimEnd();
  });
  const places = files.map(({ owner, path, isThere }) => {
    return `${owner}'s file: ${plainText(path)}${isThere ? "" : " (not there)"}`;
  });
  if (profile !== undefined) places.push(`profile: ${plainText(profile)}`);
  return `${[...lines, "", ...places].join("\n")}\n`;
}

function asData({ files, profile, settled, locked }: Configuration) {
  const settings = SETTING_NAMES.map((name) => {
    const found = settled.get(name);
    return {
      setting: keyOf(name),
      value: found?.value ?? valueByDefault(name) ?? null,
      ...(found === undefined ? { from: "default" } : { ...found.origin }),
      locked: locked.has(name),
    };
  });
  return { files, ...(profile === undefined ? {} : { profile }), settings };
}

function valueByDefault(name: SettingName): string | boolean | undefined {
  return isSwitch(name) ? false : defaultTextOf(name);
}
