/** Help for one command, from the tables of commands and options. */
import { SETTING_GROUPS } from "../../meeting/settings/setting.ts";
import type { Command } from "../options/command.ts";
import { defaultTextOf, infoOf, type OptionName, writtenOf } from "../options/options.ts";
import { wrapWords } from "../terminal/wrap_words.ts";
import {
  exampleTable,
  type HelpLayout,
  joined,
  section,
  table,
  usedColumns,
} from "./help_layout.ts";

/** All that a command can be asked for. */
export function commandHelp(command: Command, layout: HelpLayout): string {
  return joined([
    wrapWords(`confrec ${command.name}: ${command.summary}`, usedColumns(layout), 2),
    section("Examples", exampleTable(command.examples, layout), layout),
    section("Usage", `  ${command.usage}`, layout),
    ...optionSections(command, layout),
  ]);
}

/** All sections have their second column at the same place. */
function optionSections(command: Command, layout: HelpLayout): string[] {
  const rows = command.options.map((name) => ({
    group: infoOf(name).group,
    row: optionRow(command, name),
  }));
  const widest = Math.max(...rows.map(({ row: [first] }) => first.length));
  return SETTING_GROUPS.flatMap((group) => {
    const own = rows.filter((one) => one.group === group).map(({ row }) => row);
    return own.length === 0 ? [] : [section(group, table(own, layout, widest), layout)];
  });
}

/** An option as it is written, and what it does, with its default. */
export function optionRow(command: Command, name: OptionName): [string, string] {
  const own = command.differences?.[name];
  const { short, value, help } = { ...infoOf(name), ...own };
  // A command may have a default of its own.
  const fallback = own?.help?.endsWith("]") ? undefined : defaultTextOf(name);
  return [
    `${short ? `-${short}, ` : "    "}${writtenOf(name)}${value ? ` ${value}` : ""}`,
    fallback === undefined ? help : `${help} [${fallback}]`,
  ];
}
