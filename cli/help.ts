/** The text of `--help`, from the tables of commands and options. */
import { SETTING_GROUPS } from "../meeting/settings/setting.ts";
import { flagOf } from "../meeting/settings/read_settings.ts";
import type { Command, Example } from "./options/command.ts";
import { COMMANDS } from "./commands.ts";
import { defaultTextOf, infoOf, type OptionName } from "./options/options.ts";

/** How help is laid out. */
export interface HelpLayout {
  /** Columns of the terminal. */
  readonly columns: number;
  /** Headings in bold. */
  readonly colour: boolean;
}

const WIDEST_COLUMNS = 100;
const NARROWEST_COLUMNS = 40;
/** With less than this for the second column, what stands in it stands below the first. */
const LEAST_SECOND_COLUMNS = 24;
const BELOW_INDENT = 8;

/** As docs/exit_codes.md tells them, for those who have only the program. */
const EXIT_CODES: readonly (readonly [string, string])[] = [
  ["0", "the file is complete"],
  ["1", "a bug; what was recorded is kept"],
  ["2", "the command line or an input is wrong; nothing was touched"],
  ["3", "no device, or access to it is denied; no recording to steer"],
  ["4", "the file is there, but a part of a side is missing from it"],
  ["5", "the file could not be written; what was recorded is kept"],
];

/** Help for one command, or for the whole program when none is given. */
export function helpText(command: Command | undefined, layout: HelpLayout): string {
  const columns = Math.max(NARROWEST_COLUMNS, Math.min(WIDEST_COLUMNS, layout.columns));
  const heading = (title: string) => layout.colour ? `\x1b[1m${title}\x1b[0m` : title;
  const sections = command
    ? commandSections(command, columns, heading)
    : programSections(columns, heading);
  return `${sections.join("\n\n")}\n`;
}

type Heading = (title: string) => string;

function programSections(columns: number, heading: Heading): string[] {
  const [record] = COMMANDS;
  if (!record) return [];
  return [
    wrap(
      "confrec records a web conference: your microphone and what the computer plays, in step, " +
        "as one MP3 that is ready when you stop.",
      columns,
      0,
    ),
    `${heading("Examples")}\n${examples(record.examples, columns)}`,
    `${heading("Commands")}\n${
      table(COMMANDS.map(({ name, summary }) => [`confrec ${name}`, summary]), columns)
    }`,
    ...optionSections(record, columns, heading),
    `${heading("Exit codes")}\n${table(EXIT_CODES, columns)}`,
    wrap("confrec COMMAND --help says more about one command.", columns, 0),
  ];
}

function commandSections(command: Command, columns: number, heading: Heading): string[] {
  return [
    `confrec ${command.name}: ${command.summary}`,
    `${heading("Examples")}\n${examples(command.examples, columns)}`,
    `${heading("Usage")}\n  ${command.usage}`,
    ...optionSections(command, columns, heading),
  ];
}

/** All sections have their second column at the same place. */
function optionSections(command: Command, columns: number, heading: Heading): string[] {
  const rows = command.options.map((name) => ({
    group: infoOf(name).group,
    row: optionRow(command, name),
  }));
  const widest = Math.max(...rows.map(({ row: [first] }) => first.length));
  return SETTING_GROUPS.flatMap((group) => {
    const own = rows.filter((one) => one.group === group).map(({ row }) => row);
    return own.length === 0 ? [] : [`${heading(group)}\n${table(own, columns, widest)}`];
  });
}

function optionRow(command: Command, name: OptionName): [string, string] {
  const { short, value, help } = { ...infoOf(name), ...command.differences?.[name] };
  const fallback = defaultTextOf(name);
  return [
    `${short ? `-${short}, ` : "    "}${flagOf(name)}${value ? ` ${value}` : ""}`,
    fallback === undefined ? help : `${help} [${fallback}]`,
  ];
}

/** Examples side by side with what they do where there is room, else one above the other. */
function examples(list: readonly Example[], columns: number): string {
  const widest = Math.max(...list.map(({ line }) => line.length));
  const sideBySide = list.every(({ does }) => 2 + widest + 3 + does.length <= columns);
  return list.map(({ line, does }) => {
    return sideBySide
      ? `  ${line.padEnd(widest)}   ${does}`
      : `  ${line}\n      ${wrap(does, columns, 6)}`;
  }).join("\n");
}

/** Two columns, the second wrapped; one below the other where there is no room. */
function table(
  rows: readonly (readonly [string, string])[],
  columns: number,
  widest = Math.max(...rows.map(([first]) => first.length)),
): string {
  const left = widest + 4;
  const isBelow = columns - left < LEAST_SECOND_COLUMNS;
  return rows.map(([first, second]) => {
    if (!isBelow) return `  ${first}`.padEnd(left) + wrap(second, columns, left);
    return `  ${first}\n${" ".repeat(BELOW_INDENT)}${wrap(second, columns, BELOW_INDENT)}`;
  }).join("\n");
}

/** Breaks text between words; lines after the first are indented. */
function wrap(text: string, columns: number, indent: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent + line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}
