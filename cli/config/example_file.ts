/** A file of settings with nothing set, from the schema: each setting stands there with its help and its default. */
import { SETTING_GROUPS } from "../../meeting/settings/setting.ts";
import { defaultTextOf, infoOf } from "../options/options.ts";
import { isSwitch, keyOf, SETTING_NAMES, type SettingName } from "../options/settings.ts";

const COLUMNS = 90;

const HEAD =
  `# Settings of confrec. Take away the # in front of a setting to set it. What stands there is the default, or an
# example where there is none. The command line and CONFREC_... variables come before this file; see
# confrec config, which shows what holds, and confrec help settings.`;

const TAIL = `# Only in the file for the whole machine: what nobody may set otherwise
#locked = ["out", "spool"]

# Settings for some recordings, at the end of the file: confrec --profile interview
#[profile.interview]
#channels = "split"`;

/** The text of the file. */
export function exampleFile(): string {
  const groups = SETTING_GROUPS.flatMap((group) => {
    const names = SETTING_NAMES.filter((name) => infoOf(name).group === group);
    return names.length === 0 ? [] : [`# ${group}\n\n${names.map(entry).join("\n\n")}`];
  });
  return `${[HEAD, ...groups, TAIL].join("\n\n")}\n`;
}

function entry(name: SettingName): string {
  const { help, example } = infoOf(name);
  return `${commented(help)}\n#${keyOf(name)} = ${valueText(name, example)}`;
}

function valueText(name: SettingName, example = ""): string {
  if (isSwitch(name)) return "false";
  return JSON.stringify(defaultTextOf(name) ?? example);
}

function commented(help: string): string {
  const lines: string[] = [];
  let line = "#";
  for (const word of help.split(" ")) {
    if (line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = "#";
    }
    line += ` ${word}`;
  }
  return [...lines, line].join("\n");
}
