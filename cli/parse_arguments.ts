/** The command line, checked: which command, with which options. */
import { flagOf } from "../meeting/settings/read_settings.ts";
import type { Command, CommandCall } from "./options/command.ts";
import type { z } from "zod";
import { collectOptions } from "./collect_options.ts";
import { COMMANDS } from "./commands.ts";
import { UserError } from "../meeting/ground/user_error.ts";
import { infoOf, OPTION_NAMES, type OptionName, optionSchema } from "./options/options.ts";
import type { SettingValue } from "./options/settings.ts";
import { helpLine, noSuchCommand } from "./wrong_word.ts";

/** What a command line asks for. */
export interface ParsedArguments {
  readonly command: Command;
  /** False when the command was not named and is `record` for that reason. */
  readonly named: boolean;
  readonly call: CommandCall<OptionName>;
}

/** Values by option. */
export type Values = ReadonlyMap<OptionName, SettingValue>;

/** Adds to what was typed what is set elsewhere. */
export type Completion = (command: Command, typed: Values) => Values;

/** Options with which nothing else needs to be there or right. */
const STANDALONE: readonly OptionName[] = ["help", "version", "licenses"];

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
  const { command, named, rest } = findCommand(args);
  const { values, argument } = collectOptions(command, rest);
  const given = new Set(values.keys());
  const isStandalone = STANDALONE.some((name) => given.has(name));
  const typed = isStandalone ? values : complete(command, values);
  const options = isStandalone ? standaloneOptions(given) : checkedOptions(command, typed);
  return {
    command,
    named,
    call: Object.freeze({
      options: Object.freeze(options),
      given,
      typed,
      ...(argument === undefined ? {} : { argument }),
    }),
  };
}

function findCommand(
  args: readonly string[],
): { command: Command; named: boolean; rest: readonly string[] } {
  const [first] = args;
  const named = COMMANDS.find(({ name }) => name === first);
  if (named) return { command: named, named: true, rest: args.slice(1) };
  const [record] = COMMANDS;
  if (!record) throw new TypeError("Cannot choose a command: there is none");
  if (first === "help") return { ...helpCommand(record, args[1]), rest: ["--help"] };
  return { command: record, named: false, rest: args };
}

/** `confrec help mix` is what some people type for `confrec mix --help`. */
function helpCommand(
  record: Command,
  name: string | undefined,
): { command: Command; named: boolean } {
  if (name === undefined) return { command: record, named: false };
  const command = COMMANDS.find((one) => one.name === name);
  if (command) return { command, named: true };
  throw noSuchCommand(name);
}

function standaloneOptions(given: ReadonlySet<OptionName>): CommandCall<OptionName>["options"] {
  const placeholder = Object.fromEntries(
    [...given].filter((name) => {
      return STANDALONE.includes(name);
    }).map((name) => [name, true]),
  );
  return optionSchema.parse({ out: "none", ...placeholder });
}

function checkedOptions(command: Command, values: Values): CommandCall<OptionName>["options"] {
  for (const name of command.required) {
    if (values.has(name)) continue;
    const [example] = command.examples;
    throw wrong(
      `${command.name}: ${flagOf(name)} ${infoOf(name).value ?? ""} is missing; ` +
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
