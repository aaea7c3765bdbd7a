/** The command line, checked: which command, with which options. */
import { flagOf } from "../meeting/settings/read_settings.ts";
import type { Command, CommandCall } from "./options/command.ts";
import type * as z from "zod";
import { collectOptions } from "./collect_options.ts";
import { COMMANDS } from "./commands.ts";
import { UserError } from "../meeting/ground/user_error.ts";
import {
  infoOf,
  OPTION_NAMES,
  type OptionName,
  type Options,
  optionSchema,
} from "./options/options.ts";
import type { SettingValue } from "./options/settings.ts";
import { helpLine, noSuchCommand } from "./wrong_word.ts";

/** What a command line asks for. */
export interface ParsedArguments {
  readonly command: Command;
  /** False when the command was not named and is `record` for that reason. */
  readonly named: boolean;
  /** What help is about, where help is wanted. */
  readonly help?: HelpTopic;
  readonly call: CommandCall<OptionName>;
}

/** What help can be about: the program in short or in full, a command, or the settings; or the manual page. */
export type HelpTopic = "program" | "all" | "command" | "settings" | "manual";

/** Values by option. */
export type Values = ReadonlyMap<OptionName, SettingValue>;

/** Adds to what was typed what is set elsewhere. */
export type Completion = (command: Command, typed: Values) => Values;

/** Options with which nothing else needs to be there or right. */
const STANDALONE: readonly OptionName[] = ["help", "helpAll", "version", "licenses"];
/** What may stand beside them. */
const BESIDE: readonly OptionName[] = ["verbose", "json"];

/** What commands do whose names are no verbs, behind "Cannot". */
const TASKS: Readonly<Record<string, string>> = { room: "record a room" };

/**
 * Reads the arguments behind `confrec`.
 *
 * Strict: an unknown option, one that belongs to another command, one given twice, one without its value, or a word too many
 * is an error.
 *
 * @param complete what is not typed may be set in the environment or in a file
 * @throws {UserError} of kind usage, with the nearest option that exists
 */
export function parseArguments(
  args: readonly string[],
  complete: Completion = (_command, typed) => typed,
): ParsedArguments {
  const { command, named, topic, rest } = findCommand(args);
  const { own, passed } = dividedAt(command, rest);
  const { values, argument } = collectOptions(command, own);
  const given = new Set(values.keys());
  const isStandalone = STANDALONE.some((name) => given.has(name));
  const typed = isStandalone ? values : complete(command, values);
  const options = isStandalone ? standaloneOptions(given) : checkedOptions(command, typed);
  const help = topic ?? helpIn(options, named);
  return {
    command,
    named,
    ...(help === undefined ? {} : { help }),
    call: Object.freeze({
      options: Object.freeze(options),
      given,
      typed,
      ...(argument === undefined ? {} : { argument }),
      ...(passed === undefined ? {} : { passedOn: passedOn(command, passed) }),
    }),
  };
}

/** Which command is meant, and the words behind it. */
interface Found {
  readonly command: Command;
  readonly named: boolean;
  readonly topic?: HelpTopic;
  readonly rest: readonly string[];
}

function findCommand(args: readonly string[]): Found {
  const [first] = args;
  const named = COMMANDS.find(({ name }) => name === first);
  if (named) return { command: named, named: true, rest: args.slice(1) };
  const [record] = COMMANDS;
  if (!record) throw new TypeError("Cannot choose a command: there is none");
  if (first === "help") return helpCommand(record, args.slice(1));
  // What other programs have as a command.
  if (first === "version" && args.slice(1).every((word) => word.startsWith("-"))) {
    return { command: record, named: false, rest: ["--version", ...args.slice(1)] };
  }
  return { command: record, named: false, rest: args };
}

/** What stands behind `--` is another command's, where a command passes it on. */
function dividedAt(command: Command, words: readonly string[]) {
  const at = command.passesOn === undefined ? -1 : words.indexOf("--");
  return at < 0 ? { own: words } : { own: words.slice(0, at), passed: words.slice(at + 1) };
}

/** Checked as if they had been typed. */
function passedOn({ passesOn = "" }: Command, words: readonly string[]) {
  const { options } = parseArguments([passesOn, ...words]).call;
  // Sound: every option of the schema has a value, given or not.
  return { words, options: options as Options };
}

/** `confrec help mix` is what some people type for `confrec mix --help`. */
function helpCommand(record: Command, words: readonly string[]): Found {
  // Who asks for help about help, or twice, gets it.
  const [word, ...others] = words.filter((each) => !["--help", "-h", "help"].includes(each));
  if (others.length > 0) throw wrong(`use "${others[0]}": help is about one thing at a time`);
  const rest = ["--help"];
  if (word === undefined || word === "version") return { command: record, named: false, rest };
  if (word === "settings") return { command: record, named: false, topic: "settings", rest };
  if (word === "--man") return { command: record, named: false, topic: "manual", rest };
  if (word === "--all") return { command: record, named: false, topic: "all", rest };
  const command = COMMANDS.find(({ name }) => name === word);
  if (command) return { command, named: true, rest };
  throw noSuchCommand(word);
}

function helpIn(
  { help, helpAll }: CommandCall<OptionName>["options"],
  named: boolean,
): HelpTopic | undefined {
  if (helpAll) return "all";
  if (!help) return undefined;
  return named ? "command" : "program";
}

function standaloneOptions(given: ReadonlySet<OptionName>): CommandCall<OptionName>["options"] {
  const names = [...given].filter((name) => STANDALONE.includes(name) || BESIDE.includes(name));
  return optionSchema.parse({
    out: "none",
    ...Object.fromEntries(names.map((name) => [name, true])),
  });
}

function checkedOptions(command: Command, values: Values): CommandCall<OptionName>["options"] {
  for (const name of command.required) {
    if (values.has(name)) continue;
    const [example] = command.examples;
    throw wrong(
      `${TASKS[command.name] ?? command.name}: ${flagOf(name)} ${
        infoOf(name).value ?? ""
      } is missing; ` +
        `for example: ${example?.line ?? ""} (${helpLine(command)} says more)`,
    );
  }
  // `out` is the only option of the whole schema without a value of its own; not every command asks for it.
  const result = optionSchema.safeParse({ out: "none", ...Object.fromEntries(values) });
  if (result.success) return result.data;
  throw invalidValue(result.error, values);
}

function invalidValue(error: z.ZodError, values: Values): UserError {
  const [issue] = error.issues;
  const name = OPTION_NAMES.find((one) => one === issue?.path[0]);
  if (!issue || !name) throw error;
  return wrong(`use ${flagOf(name)} "${values.get(name)}": ${issue.message}`);
}

function wrong(rest: string): UserError {
  return new UserError("usage", `Cannot ${rest}`);
}
