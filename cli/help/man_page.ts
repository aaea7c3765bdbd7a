/** The manual page, from the tables of commands and options, in the macros of man(7), which every system formats. */
import { flagOf } from "../../meeting/settings/read_settings.ts";
import { wrapWords } from "../terminal/wrap_words.ts";
import type { Command } from "../options/command.ts";
import { defaultTextOf, infoOf, type OptionName, writtenOf } from "../options/options.ts";
import { isSetting, variableOf } from "../options/settings.ts";
import { EXIT_CODE_WORDS } from "./exit_code_words.ts";

/** What its title and foot say. */
export interface ManPageFacts {
  readonly version: string;
  readonly date: Date;
}

/** What stands in no table. */
const DESCRIPTION =
  "confrec records a web conference: your microphone and what the computer plays, in step, as one " +
  "MP3 or WAV that is ready when you stop. Sound goes to disk as it comes: after a crash or a full " +
  "disk, confrec recover finishes the recording.";
const FILES: readonly (readonly [string, string])[] = [
  ["~/.config/confrec/confrec.toml", "your settings; confrec config --example prints one"],
  ["/etc/confrec/confrec.toml", "settings of all users of this machine"],
  ["NAME.confrec", "a recording in the making, beside its file NAME or under --spool"],
];

/** mandoc dislikes longer lines in the source. */
const SOURCE_COLUMNS = 78;

/** The page: `confrec help --man > confrec.1`. */
export function manPage(commands: readonly Command[], { version, date }: ManPageFacts): string {
  const [record] = commands;
  if (!record) return "";
  const lines = [
    `.TH CONFREC 1 "${date.toISOString().slice(0, "2026-11-26".length)}" "confrec ${version}"`,
    ".SH NAME",
    text("confrec - record both sides of a web conference"),
    ".SH SYNOPSIS",
    ...commands.flatMap(({ usage }, i) => [...(i === 0 ? [] : [".br"]), text(usage)]),
    ".SH DESCRIPTION",
    text(DESCRIPTION),
    ".SH OPTIONS",
    ...record.options.flatMap((name) => option(record, name)),
    ".SH COMMANDS",
    ...commands.filter((command) => command !== record).flatMap((command) => [
      `.SS ${quoted(`confrec ${command.name}`)}`,
      text(`${capital(command.summary)}.`),
      ...command.options.flatMap((name) => option(command, name)),
    ]),
    ".SH EXAMPLES",
    ...commands.flatMap(({ examples }) => examples).flatMap(({ line, does }) => item(line, does)),
    ".SH ENVIRONMENT",
    text(
      "Options of a recording can also be set in the environment or in a file; see confrec help " +
        "settings. On the command line they count most, then come these variables:",
    ),
    ...record.options.filter(isSetting).flatMap((name) =>
      item(variableOf(name), `as ${flagOf(name)}`)
    ),
    ...item("CONFREC_CONFIG", "as --config"),
    ...item("CONFREC_PROFILE", "as --profile"),
    ".SH FILES",
    ...FILES.flatMap(([path, what]) => item(path, what)),
    ".SH EXIT STATUS",
    ...EXIT_CODE_WORDS.flatMap(([code, meaning]) => item(code, meaning)),
  ];
  return `${lines.join("\n")}\n`;
}

function option(command: Command, name: OptionName): string[] {
  const { short, value, help } = { ...infoOf(name), ...command.differences?.[name] };
  const fallback = defaultTextOf(name);
  const written = `${short ? `-${short}, ` : ""}${writtenOf(name)}${value ? ` ${value}` : ""}`;
  return item(written, fallback === undefined ? help : `${help} [${fallback}]`);
}

/** A term in bold, and below it what it means. */
function item(term: string, meaning: string): string[] {
  return [".TP", `.B ${quoted(term)}`, text(meaning)];
}

/** An argument of a macro. */
function quoted(words: string): string {
  return `"${escaped(words).replaceAll('"', "\\(dq")}"`;
}

/** Text on lines of its own, which no dot at the beginning makes macros. */
function text(words: string): string {
  const lines = wrapWords(escaped(words), SOURCE_COLUMNS, 0).split("\n");
  return lines.map((line) => line.replace(/^\./, "\\&.")).join("\n");
}

/** Dashes of options are copied from the page, and must not become hyphens. */
function escaped(words: string): string {
  return words.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll("'", "\\(aq")
    .replaceAll("~", "\\(ti").replaceAll("^", "\\(ha").replaceAll("`", "\\(ga");
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
